/* SPDX-License-Identifier: ISC */
/*
 * flush_cost DIR COUNT - what a durable change costs beside what the disk takes
 *
 * In turn, on the same disk: one change of one answer through the store, and
 * two raw pairs of a 4 KB write and fdatasync. One line: median of a change, of
 * two pairs, and of one flush, in milliseconds.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/store/store.h"

enum { PAGE = 4096, COUNT_MOST = 4096 };

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
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

static void give_up(const char *what)
{
	fprintf(stderr, "flush_cost: %s\n", what);
	exit(1);
}

static double raw_pair(int fd, off_t at)
{
	static const char page[PAGE] = { 1 };
	double began = now_ms();

	if (pwrite(fd, page, PAGE, at) != PAGE || fdatasync(fd))
		give_up("the disk refused a raw write");
	return now_ms() - began;
}

static double one_change(struct store *s, size_t n, struct version *seen, struct err *err)
{
	static const struct actor by = { .person = "bench",
					 .role = MEMBER_COORDINATOR,
					 .from = "local" };
	struct place p = { .pid = "bench" };
	char text[32];
	struct edit e = { .fact = "c1/it/bench/note", .text = { text, 0 }, .seen = *seen };
	struct change c = { .by = &by, .action = "edit", .edits = &e, .count = 1 };
	struct saved saved;
	double began;

	e.text.len = (size_t)snprintf(text, sizeof(text), "note %zu", n);
	began = now_ms();
	if (store_save(s, p, &c, NULL, &saved, err))
		give_up(err->text);
	*seen = saved.at;
	return now_ms() - began;
}

int main(int argc, char **argv)
{
	static double change[COUNT_MOST], pairs[COUNT_MOST], flush[COUNT_MOST];
	size_t n = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
	struct store_opts o = { .engine = &engine_lmdb, .at = { .dir = argv[1], .create = true } };
	struct version seen = { .number = 0 };
	struct err err = { 0 };
	struct store *s;
	char raw[4096];
	int fd;

	if (n < 1 || n > COUNT_MOST)
		give_up("a folder and a count are wanted");
	if (store_open(&s, &o, &err))
		give_up(err.text);
	snprintf(raw, sizeof(raw), "%s.raw", argv[1]);
	fd = open(raw, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, 64 * PAGE))
		give_up("no file for the raw writes");
	for (off_t i = 0; i < 64; i++)
		raw_pair(fd, i * PAGE); /* so that the blocks are there */
	for (size_t i = 0; i < n; i++) {
		change[i] = one_change(s, i, &seen, &err);
		flush[i] = raw_pair(fd, (off_t)(i % 32) * PAGE);
		pairs[i] = flush[i] + raw_pair(fd, (off_t)(32 + i % 32) * PAGE);
	}
	store_close(s);
	close(fd);
	unlink(raw);
	printf("%.4f %.4f %.4f\n", median(change, n), median(pairs, n), median(flush, n));
	return 0;
}
