/* SPDX-License-Identifier: ISC */
#include "lib_figures.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/mem.h"

static int table = -1;

bool soak(void)
{
	return getenv("CAIRN_SOAK") != NULL;
}

void figures_open(void)
{
	const char *path = getenv("CAIRN_FIGURES");

	if (path && table < 0)
		table = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

void figure(const char *what, double value, double most)
{
	char aim[32] = "-";

	if (most > 0)
		snprintf(aim, sizeof(aim), "%.6g", most);
	if (table >= 0)
		dprintf(table, "%s\t%s\t%.4g\t%s\n", what, aim, value,
			most > 0 && value > most ? "OVER" : "");
}

void samples_add(struct samples *s, double v)
{
	if (s->n == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 1024;
		s->v = mem_grow(s->v, s->cap * sizeof(*s->v));
	}
	s->v[s->n++] = v;
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

double samples_at(struct samples *s, double part)
{
	size_t at = (size_t)(part * (double)s->n);

	if (!s->n)
		return 0;
	qsort(s->v, s->n, sizeof(*s->v), by_size);
	return s->v[at < s->n ? at : s->n - 1];
}

void samples_clear(struct samples *s)
{
	mem_free(s->v);
	*s = (struct samples){ 0 };
}
