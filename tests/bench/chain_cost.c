/* SPDX-License-Identifier: ISC */
/*
 * chain_cost DIR ID RUNS   what a look over the whole of the newest cycle costs
 *
 * One line: facts read, then the medians in milliseconds of processor time of
 * reading the web, of everything that needs attention (its reading with it),
 * and of the chain of that record (the same).
 */
#include <time.h>

#include "core/plan/chain.h"
#include "store_dir.h"

enum { RUNS_MOST = 100 };

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), by_size);
	return v[n / 2];
}

int main(int argc, char **argv)
{
	double web_ms[RUNS_MOST], attention_ms[RUNS_MOST], chain_ms[RUNS_MOST];
	size_t runs = argc == 4 ? strtoul(argv[3], NULL, 10) : 0, facts = 0;
	struct names none = { NULL, 0 };

	if (runs < 1 || runs > RUNS_MOST) {
		fprintf(stderr, "chain_cost DIR ID RUNS\n");
		return 2;
	}
	open_dir(argv[1]);
	for (size_t i = 0; i < runs; i++) {
		struct arena *a = arena_new();
		struct attention all;
		struct chain chain;
		struct web web;
		double t[4];

		t[0] = now_ms();
		need_ok(web_load(&at.s, a, &web, &at.err));
		t[1] = now_ms();
		need_ok(attention_load(&at.s, false, a, &all, &at.err));
		t[2] = now_ms();
		need_ok(chain_load(&at.s, argv[2], &none, false, a, &chain, &at.err));
		t[3] = now_ms();
		web_ms[i] = t[1] - t[0];
		attention_ms[i] = t[2] - t[1];
		chain_ms[i] = t[3] - t[2];
		facts = all.facts;
		arena_free(a);
	}
	printf("%zu %.2f %.2f %.2f\n", facts, median(web_ms, runs), median(attention_ms, runs),
	       median(chain_ms, runs));
	close_dir();
	return 0;
}
