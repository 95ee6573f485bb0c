/* SPDX-License-Identifier: ISC */
#include "lib_workers.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/digest.h"

int go_line[2], inside_line[2], told_fd;

enum rc open_with(struct engine **e, const struct engine_opts *o, struct err *err)
{
	err_clear(err);
	return engine_open(&engine_lmdb, e, o, err);
}

struct engine *open_here(size_t map_bytes)
{
	struct engine_opts o = {
		.dir = dir, .create = true, .map_bytes = map_bytes, .person = "ann"
	};
	struct engine *e = NULL;
	struct err err = { 0 };

	if (open_with(&e, &o, &err) != RC_OK) {
		fprintf(stderr, "cannot open: %s\n", err.text);
		abort();
	}
	return e;
}

enum rc put_hello(struct view *v, void *arg)
{
	(void)arg;
	view_put(v, sl("hello"), sl("world"));
	return view_rc(v);
}

void make_store(void)
{
	struct engine *e = open_here(0);

	cr_assert(eq(int, engine_update(e, put_hello, NULL, NULL), RC_OK));
	engine_close(e);
}

enum rc has_hello(struct view *v, void *arg)
{
	struct slice out;

	(void)arg;
	return view_get(v, sl("hello"), &out);
}

void cut(const char *path, off_t len)
{
	if (truncate(path, len))
		abort();
}

mode_t mode_of(const char *path)
{
	struct stat st = { 0 };

	cr_assert(eq(int, stat(path, &st), 0));
	return st.st_mode & 07777;
}

bool ended_with(int status, int code)
{
	return WIFEXITED(status) && WEXITSTATUS(status) == code;
}

void go_wait(void)
{
	char c;

	close(go_line[1]);
	(void)!read(go_line[0], &c, 1);
}

void go(void)
{
	close(go_line[1]);
	close(go_line[0]);
}

void crew_wait(struct crew *c, int want)
{
	for (int i = 0; i < c->n; i++) {
		int status;

		waitpid(c->pid[i], &status, 0);
		cr_expect(eq(int, status, want));
	}
	c->n = 0;
}

enum rc count_up(struct view *v, void *arg)
{
	struct slice out;
	long n = 0;
	char key[32], text[32];

	(void)arg;
	if (view_get(v, sl("n"), &out) == RC_OK)
		n = strtol(memcpy(memset(text, 0, sizeof(text)), out.data, out.len), NULL, 10);
	snprintf(text, sizeof(text), "%ld", ++n);
	snprintf(key, sizeof(key), "k/%08ld", n);
	view_put(v, sl("n"), sl(text));
	view_put(v, sl(key), sl(text));
	return view_rc(v);
}

static bool count_key(void *arg, struct slice key, struct slice value)
{
	struct total *t = arg;
	char text[16] = "";

	(void)value;
	memcpy(text, (const char *)key.data + 2, key.len - 2);
	t->keys++;
	t->last = strtol(text, NULL, 10);
	return true;
}

enum rc total_read(struct view *v, void *arg)
{
	struct total *t = arg;
	struct slice out;
	char text[32] = "";

	*t = (struct total){ 0 };
	if (view_get(v, sl("n"), &out) == RC_OK)
		t->n = strtol(memcpy(text, out.data, out.len), NULL, 10);
	return view_scan(v, sl("k/"), sl(""), count_key, t);
}

struct total total(struct engine *e)
{
	struct total t;

	cr_assert(eq(int, engine_read(e, total_read, &t, NULL), RC_OK));
	cr_expect(eq(long, t.n, t.keys));
	cr_expect(eq(long, t.n, t.last));
	return t;
}

/* So many counts; ends with 0 when each was acknowledged. */
void count_child(struct crew *c, int times)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct engine *e = open_here(0);

		for (int i = 0; i < times; i++) {
			struct err err = { 0 };

			if (engine_update(e, count_up, NULL, &err) != RC_OK) {
				fprintf(stderr, "%s\n", err.text);
				_exit(1);
			}
		}
		engine_close(e);
		_exit(0);
	}
	c->pid[c->n++] = pid;
}

void end_child(pid_t pid)
{
	int status;

	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
}

void tell(const char *sentence)
{
	(void)!write(told_fd, sentence, strlen(sentence));
}

static enum rc stand(struct view *v, void *arg)
{
	(void)arg;
	(void)!write(inside_line[1], "r", 1);
	while (pause() < 0)
		;
	return view_rc(v);
}

pid_t stand_inside(bool writing)
{
	pid_t pid = fork();

	cr_assert(ne(int, pid, -1));
	if (pid == 0) {
		struct engine *e;

		prctl(PR_SET_PDEATHSIG,
		      SIGKILL); /* a test that is ended for its time leaves nobody */
		if (go_line[1])
			go_wait();
		e = open_here(0);
		if (writing)
			engine_update(e, stand, NULL, NULL);
		else
			engine_read(e, stand, NULL, NULL);
		(void)!write(inside_line[1], "x", 1);
		_exit(1);
	}
	return pid;
}

void inside_wait(void)
{
	char c = 0;

	cr_assert(eq(int, (int)read(inside_line[0], &c, 1), 1));
	cr_assert(eq(chr, c, 'r'));
}

void value_make(char *out, size_t size, const char *key, int i, int version)
{
	char text[6000];
	size_t len = (size_t)(i % 40 == 0 ? 5000 : 30 + i % 300);
	uint32_t crc;

	memset(text, 'a' + (i + version) % 26, len);
	text[len] = '\0';
	crc = crc32c(crc32c(0, key, strlen(key)), text, len);
	snprintf(out, size, "%08x%s", crc, text);
}

enum rc fill(struct view *v, void *arg)
{
	int version = *(int *)arg;
	char key[32], value[6100];

	for (int i = 0; i < KEYS; i += version) {
		snprintf(key, sizeof(key), "k/%05d", i * 37 % KEYS);
		value_make(value, sizeof(value), key, i, version);
		view_put(v, sl(key), sl(value));
	}
	return view_rc(v);
}

/* Fills once for each byte it is sent, and answers. */
pid_t filler(int orders, int answers)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct engine *e = open_here(0);
		int version = 1;
		char c;

		while (read(orders, &c, 1) == 1 && engine_update(e, fill, &version, NULL) == RC_OK)
			(void)!write(answers, &c, 1);
		_exit(1);
	}
	return pid;
}

void order(int orders, int answers)
{
	char c = 'f';

	cr_assert(eq(int, (int)write(orders, &c, 1), 1));
	cr_assert(eq(int, (int)read(answers, &c, 1), 1));
}

/* Counts and tells each number after it was acknowledged, until it is ended. */
pid_t teller(int line[2])
{
	pid_t pid = fork();

	if (pid == 0) {
		struct engine *e = open_here(1 << 20);
		char c = '.';

		while (engine_update(e, count_up, NULL, NULL) == RC_OK)
			(void)!write(line[1], &c, 1);
		_exit(1);
	}
	return pid;
}
