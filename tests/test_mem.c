/* SPDX-License-Identifier: ISC */
/* Memory that ends together: arrays that grow, texts between other things. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/base/mem.h"

TestSuite(mem, .timeout = 60);

Test(mem, an_array_keeps_its_entries_while_it_grows_past_pages_and_its_rest_is_zero)
{
	struct arena *a = arena_new();
	uint64_t *one = NULL, *two = NULL;
	size_t one_cap = 0, two_cap = 0;

	for (size_t i = 0; i < 200000; i++) {
		one = arena_grown(a, one, i, &one_cap, sizeof(*one));
		two = arena_grown(a, two, i, &two_cap, sizeof(*two));
		cr_assert(eq(u64, one[i], 0), "entry %zu", i);
		one[i] = i;
		two[i] = ~i;
		arena_str(a, "beside");
	}
	for (size_t i = 0; i < 200000; i++)
		cr_assert(one[i] == i && two[i] == ~i, "entry %zu", i);
	for (size_t i = 200000; i < one_cap; i++)
		cr_assert(eq(u64, one[i], 0), "entry %zu", i);
	arena_reset(a);
	cr_expect(strcmp(arena_str(a, "again"), "again") == 0);
	arena_free(a);
}

Test(mem, what_comes_behind_a_text_is_aligned)
{
	struct arena *a = arena_new();

	for (size_t i = 0; i < 5000; i++) {
		char *text = arena_strn(a, "0123456789", i % 11);
		void *p = arena_alloc(a, 24);

		cr_assert(eq(sz, (uintptr_t)p % _Alignof(max_align_t), 0), "%zu", i);
		memset(p, 0xff, 24);
		cr_assert(eq(sz, strlen(text), i % 11));
	}
	arena_free(a);
}
