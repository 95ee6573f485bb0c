/* SPDX-License-Identifier: ISC */
/*
 * A store file damaged at random, met by the finished program: whatever is asked
 * of it ends in good order, with what was asked for or with a sentence.
 * CAIRN_SOAK: 1,000 ways.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib_dir.h"
#include "lib_figures.h"
#include "lib_run.h"
#include "lib_vt.h"

enum { WAYS = 24, WAYS_SOAK = 1000, KINDS = 6, PAGE = 4096, SCREEN_EVERY = 8 };

static char *top, *data, *file;
static struct run r;

static void begin(void)
{
	figures_open();
	top = dir_make();
	data = dir_path(top, "data");
	file = dir_path(data, "data.mdb");
	r = (struct run){ .data = data };
	free(run_ok(&r, "init", "--sample"));
}

static void end(void)
{
	free(data);
	free(file);
	dir_drop(top);
}

TestSuite(damage, .init = begin, .fini = end, .timeout = 7200);

static void harm(char *d, size_t *len, int kind)
{
	size_t pages = *len / PAGE, page = (size_t)rand() % pages * PAGE;

	if (kind == 0)
		*len = (size_t)rand() % *len;
	else if (kind == 1) /* the pages that all begins with */
		d[(size_t)rand() % (2 * PAGE) / 32] ^= (char)(1 << rand() % 8);
	else if (kind == 2) /* what says where the rest of a page is */
		d[page + (size_t)rand() % 64] ^= (char)(1 << rand() % 8);
	else if (kind == 3)
		d[page + (size_t)rand() % PAGE] ^= (char)(1 << rand() % 8);
	else if (kind == 4)
		memset(d + page, 0, PAGE);
	else
		memcpy(d + page, d + (size_t)rand() % pages * PAGE, PAGE);
}

/* What was asked for, or one of the statuses that say why not; never a signal, never silence. */
static void meets(int way, const char *const words[])
{
	struct ran ran = run_words(&r, words);

	cr_expect(ran.status == 0 || ran.status == 1 || ran.status == 3 || ran.status == 4 ||
			  ran.status == 6,
		  "way %d, %s: %d %s", way, words[0], ran.status, ran.err);
	cr_expect(ran.status == 0 || ran.err[0] || ran.out[0], "way %d, %s: %d without a word", way,
		  words[0], ran.status);
	ran_clear(&ran);
}

static void opens(int way)
{
	const char *const argv[] = { run_program(), "--data", data, NULL };
	struct vt *vt = vt_start(24, 80, argv, NULL);
	int status;

	vt_settle(vt, 2000);
	vt_send(vt, "7");
	vt_settle(vt, 200);
	vt_hangup(vt);
	status = vt_exit(vt);
	cr_expect(status >= 0 && (status < 128 || status == 129), "way %d, opened: %d", way,
		  status);
	vt_end(vt);
}

Test(damage, no_command_and_no_screen_ends_in_a_signal)
{
	static const char *const commands[][4] = { { "show", "NE-01", NULL },
						   { "list", "needs", NULL },
						   { "export", "--json", NULL },
						   { "history", NULL },
						   { "set", "NE-01", "notes=another", NULL },
						   { "verify", NULL } };
	int ways = soak() ? WAYS_SOAK : WAYS;
	char *lock = dir_path(data, "lock.mdb"), *whole, *d;
	size_t len;

	whole = file_text(file, &len);
	d = malloc(len);
	cr_assert(whole && d);
	srand(20260402);
	for (int i = 0; i < ways; i++) {
		size_t n = len;

		memcpy(d, whole, len);
		harm(d, &n, i % KINDS);
		file_put(file, d, n);
		unlink(lock);
		for (size_t k = 0; k < sizeof(commands) / sizeof(commands[0]); k++)
			meets(i, commands[k]);
		if (i % SCREEN_EVERY == 0)
			opens(i);
	}
	figure("ways a store file was damaged, met by six commands and a screen", ways, 0);
	free(whole);
	free(d);
	free(lock);
}
