/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "core/base/rank.h"
#include "same.h"

static struct arena *a;

static void begin(void)
{
	a = arena_new();
}

static void end(void)
{
	arena_free(a);
}

TestSuite(rank, .init = begin, .fini = end, .timeout = 30);

static void expect_between(const char *low, const char *high, const char *id)
{
	const char *r = rank_between(low, high, id, a);

	cr_assert(r != NULL, "nothing between %s and %s", low ? low : "-", high ? high : "-");
	cr_expect(rank_good(r), "%s", r);
	cr_expect(low == NULL || strcmp(low, r) < 0, "%s %s", low, r);
	cr_expect(high == NULL || strcmp(r, high) < 0, "%s %s", r, high);
}

Test(rank, what_was_never_moved_stands_by_its_id)
{
	expect_same(rank_of("", "de-000012", a), "i000012i");
	expect_same(rank_of("x1", "de-000012", a), "x1");
	cr_expect(lt(int, strcmp(rank_of("", "de-000002", a), rank_of("", "de-000010", a)), 0));
}

Test(rank, there_is_one_between_any_two)
{
	expect_between(NULL, NULL, "de-000001");
	expect_between(NULL, "i000001i", "de-000002");
	expect_between("i000001i", "i000002i", "de-000003");
	expect_between("a", "a1", "de-000001");
	expect_between("a", "a01", "de-000001");
	expect_between("az", "b", "de-000001");
	expect_between("azzz", "b", "de-000001");
	expect_between(NULL, "1", "de-000001");
	expect_between("zz", NULL, "de-000001");
}

Test(rank, there_is_none_where_they_are_the_wrong_way_round)
{
	cr_expect(rank_between("b", "a", "de-000001", a) == NULL);
	cr_expect(rank_between("a", "a", "de-000001", a) == NULL);
}

Test(rank, two_put_into_the_same_place_are_told_apart)
{
	const char *one = rank_between("a", "b", "de-000001", a);
	const char *two = rank_between("a", "b", "de-000002", a);

	cr_assert(lt(int, strcmp(one, two), 0));
	expect_between("a", one, "de-000003");
	expect_between(one, two, "de-000003");
	expect_between(two, "b", "de-000003");
}

Test(rank, it_has_a_form_of_its_own)
{
	cr_expect(rank_good("i1"));
	cr_expect(not(rank_good("")));
	cr_expect(not(rank_good("a0")));
	cr_expect(not(rank_good("A1")));
	cr_expect(not(rank_good("a b")));
}

static int by_rank(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* A thousand moves at random: the order of the ranks is the order that was asked for. */
Test(rank, any_moves_leave_the_order_that_was_made)
{
	enum { N = 12 };
	const char *rank[N], *sorted[N];
	unsigned seed = 3;

	for (int i = 0; i < N; i++)
		rank[i] = rank_of("", arena_printf(a, "de-%06d", i + 1), a);
	for (int move = 0; move < 1000; move++) {
		int from = rand_r(&seed) % N, to = rand_r(&seed) % N;
		const char *r;

		memmove(&rank[from], &rank[from + 1], (size_t)(N - 1 - from) * sizeof(*rank));
		r = rank_between(to ? rank[to - 1] : NULL, to < N - 1 ? rank[to] : NULL,
				 arena_printf(a, "de-%06d", from + 1), a);
		cr_assert(r != NULL && rank_good(r), "move %d", move);
		memmove(&rank[to + 1], &rank[to], (size_t)(N - 1 - to) * sizeof(*rank));
		rank[to] = r;
		memcpy(sorted, rank, sizeof(rank));
		qsort(sorted, N, sizeof(*sorted), by_rank);
		for (int i = 0; i < N; i++)
			cr_assert(sorted[i] == rank[i], "move %d", move);
	}
}
