/* SPDX-License-Identifier: ISC */
/* A data file that is cut or damaged while it is in use. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/digest.h"
#include "core/store/engine.h"
#include "tests/lib_dir.h"
#include "tests/lib_workers.h"

TestSuite(engine_damage, .init = engine_dir_make, .fini = engine_dir_drop, .timeout = 120);

static enum rc cut_and_look(struct view *v, void *arg)
{
	struct slice out;

	(void)arg;
	cut(data_path, 0);
	return view_get(v, sl("hello"), &out);
}

Test(engine_damage, a_file_cut_under_a_read_becomes_an_answer)
{
	struct engine *e;
	struct err err = { 0 };

	make_store();
	e = open_here(0);
	cr_expect(eq(int, engine_read(e, cut_and_look, NULL, &err), RC_DAMAGED));
	SAYS(err.text, "is damaged");
	cr_expect(eq(int, engine_read(e, has_hello, NULL, NULL), RC_DAMAGED));
	cr_expect(eq(int, engine_update(e, put_hello, NULL, NULL), RC_DAMAGED));
	cr_expect(eq(u64, engine_mark(e), UINT64_MAX));
	engine_close(e);
}

Test(engine_damage, a_file_cut_under_a_write_ends_the_process_in_words)
{
	int line[2], status;
	char text[500] = "";
	pid_t pid;

	make_store();
	cr_assert(eq(int, pipe(line), 0));
	pid = fork();
	if (pid == 0) {
		told_fd = line[1];
		engine_on_damage(tell);
		engine_update(open_here(0), cut_and_look, NULL, NULL);
		_exit(1);
	}
	waitpid(pid, &status, 0);
	cr_expect(eq(int, ended_with(status, 6), 1), "status %#x", status);
	cr_assert(gt(int, (int)read(line[0], text, sizeof(text) - 1), 0));
	SAYS(text, "is damaged");
}

static bool good_value(void *arg, struct slice key, struct slice value)
{
	const char *text = value.data;
	char crc[9] = "";
	uint32_t want;

	if (value.len < 8) {
		++*(int *)arg;
		return true;
	}
	want = crc32c(crc32c(0, key.data, key.len), text + 8, value.len - 8);
	memcpy(crc, text, 8);
	*(int *)arg += strtoul(crc, NULL, 16) != want;
	return true;
}

static enum rc look_at_all(struct view *v, void *arg)
{
	struct slice out;
	char key[32];

	for (int i = 0; i < KEYS; i += 7) {
		snprintf(key, sizeof(key), "k/%05d", i);
		if (view_get(v, sl(key), &out) == RC_OK)
			good_value(arg, sl(key), out);
	}
	view_last(v, sl("k/"), &out);
	return view_scan(v, sl(""), sl(""), good_value, arg);
}

/* Everything a person may do to a damaged store; 0: all in words. A value that is wrong shows by its CRC. */
static void meet(void)
{
	struct engine_opts o = { .dir = dir };
	struct engine *e;
	struct err err = { 0 };
	int noticed = 0, fd;
	enum rc rc;

	alarm(120);
	told_fd = open("/dev/null", O_WRONLY);
	engine_on_damage(tell);
	if (open_with(&e, &o, &err) != RC_OK)
		_exit(err.rc == RC_DAMAGED || err.rc == RC_IO ? 0 : 40 + (int)err.rc);
	rc = engine_read(e, look_at_all, &noticed, &err);
	if (rc != RC_OK && rc != RC_DAMAGED && rc != RC_IO && rc != RC_NOT_FOUND)
		_exit(60 + (int)rc);
	engine_check(e, NULL, NULL, NULL);
	fd = open("/dev/null", O_WRONLY);
	engine_backup(e, fd, NULL);
	engine_update(e, fill, &(int){ 5 }, NULL);
	engine_read(e, look_at_all, &noticed, NULL);
	engine_mark(e);
	engine_close(e);
	_exit(0);
}

static void damage(char *d, size_t *len, const char *old, size_t old_len, int kind)
{
	size_t pages = *len / PAGE, page = 2 + (size_t)rand() % (pages - 2), at = page * PAGE;

	switch (kind) {
	case 0: /* cut anywhere */
		*len = (size_t)rand() % *len;
		break;
	case 1: /* a bit of a meta page */
		d[(size_t)rand() % (2 * PAGE) / 32] ^= (char)(1 << rand() % 8);
		break;
	case 2: /* a bit of a page's head and pointers */
		d[at + (size_t)rand() % 64] ^= (char)(1 << rand() % 8);
		break;
	case 3: /* a bit anywhere */
		d[at + (size_t)rand() % PAGE] ^= (char)(1 << rand() % 8);
		break;
	case 4:
		memset(d + at, 0, PAGE);
		break;
	case 5:
		random_bytes(d + at, PAGE);
		break;
	case 6: /* as it was some changes ago */
		if (at + PAGE <= old_len)
			memcpy(d + at, old + at, PAGE);
		break;
	default: /* another page of the same file */
		memcpy(d + at, d + (2 + (size_t)rand() % (pages - 2)) * PAGE, PAGE);
	}
}

Test(engine_damage, no_damage_ends_in_a_signal)
{
	struct engine *e = open_here(0);
	int rounds = many(200, 1000), first = 1, second = 3;
	size_t len, old_len;
	char *whole, *old, *d;

	cr_assert(eq(int, engine_update(e, fill, &first, NULL), RC_OK));
	old = file_text(data_path, &old_len);
	for (int i = 0; i < 5; i++)
		cr_assert(eq(int, engine_update(e, fill, &second, NULL), RC_OK));
	engine_close(e);
	whole = file_text(data_path, &len);
	d = malloc(len);
	srand(20260401);
	for (int i = 0; i < rounds; i++) {
		size_t n = len;
		int status;
		pid_t pid;

		memcpy(d, whole, len);
		damage(d, &n, old, old_len, i % 8);
		file_put(data_path, d, n);
		unlink(lock_path);
		fflush(NULL);
		pid = fork();
		if (pid == 0)
			meet();
		waitpid(pid, &status, 0);
		cr_expect(eq(int, ended_with(status, 0) || ended_with(status, 6), 1),
			  "round %d kind %d: status %#x", i, i % 8, status);
	}
	free(d);
	free(old);
	free(whole);
}
