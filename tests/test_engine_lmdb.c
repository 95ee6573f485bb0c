/* SPDX-License-Identifier: ISC */
/* What only real files and real processes can show. CAIRN_SOAK in the environment: the full numbers. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/base/digest.h"
#include "core/store/engine.h"
#include "tests/lib_dir.h"
#include "tests/lib_engine.h"

TestSuite(lmdb, .init = engine_dir_make, .fini = engine_dir_drop, .timeout = 120);

static enum rc open_with(struct engine **e, const struct engine_opts *o, struct err *err)
{
	err_clear(err);
	return engine_open(&engine_lmdb, e, o, err);
}

static struct engine *open_here(size_t map_bytes)
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

static enum rc put_hello(struct view *v, void *arg)
{
	(void)arg;
	view_put(v, sl("hello"), sl("world"));
	return view_rc(v);
}

static void make_store(void)
{
	struct engine *e = open_here(0);

	cr_assert(eq(int, engine_update(e, put_hello, NULL, NULL), RC_OK));
	engine_close(e);
}

static enum rc has_hello(struct view *v, void *arg)
{
	struct slice out;

	(void)arg;
	return view_get(v, sl("hello"), &out);
}

/* Opens what must be refused; the words come back. */
static char *refusal(enum rc want)
{
	static struct err err;
	struct engine_opts o = { .dir = dir };
	struct engine *e;
	enum rc rc = open_with(&e, &o, &err);

	cr_expect(eq(int, rc, want), "%s", err.text);
	if (rc == RC_OK)
		engine_close(e);
	return err.text;
}

#define SAYS(text, part) cr_expect(ne(ptr, strstr(text, part), NULL), "'%s' lacks '%s'", text, part)

static void cut(const char *path, off_t len)
{
	if (truncate(path, len))
		abort();
}

/* ---- guards of the directory */

Test(lmdb, a_folder_that_is_not_there_is_made_only_when_asked)
{
	SAYS(refusal(RC_NOT_FOUND), "there is no store in");
	cr_expect(eq(int, access(dir, F_OK), -1));
	make_store();
	SAYS(refusal(RC_OK), "");
}

Test(lmdb, a_folder_with_other_things_in_it_is_refused_and_left_alone)
{
	struct engine_opts o = { .dir = dir, .create = true };
	char *other = dir_path(dir, "letter.odt");
	struct err err = { 0 };
	struct engine *e;

	mkdir(dir, 0755);
	file_put(other, "x", 1);
	SAYS(refusal(RC_INVALID), "letter.odt");
	cr_expect(eq(int, open_with(&e, &o, &err), RC_INVALID));
	SAYS(err.text, "name an empty or a new folder");
	cr_expect(eq(int, access(data_path, F_OK), -1));
	free(other);
}

Test(lmdb, a_store_without_its_marker_is_never_made_anew)
{
	struct engine_opts o = { .dir = dir, .create = true };
	char *marker = dir_path(dir, "STORE");
	struct err err = { 0 };
	struct engine *e;

	make_store();
	unlink(marker);
	refusal(RC_NOT_FOUND);
	cr_expect(eq(int, open_with(&e, &o, &err), RC_INVALID));
	SAYS(err.text, "the marker file STORE");
	file_put(marker, "cairn store 1 personal\n", 23);
	e = open_here(0);
	cr_expect(eq(int, engine_read(e, has_hello, NULL, NULL), RC_OK));
	engine_close(e);
	free(marker);
}

Test(lmdb, a_making_that_was_cut_short_is_finished)
{
	char *marker = dir_path(dir, "STORE");

	engine_close(open_here(0));
	unlink(marker);
	engine_close(open_here(0));
	cr_expect(eq(int, access(marker, F_OK), 0));
	free(marker);
}

Test(lmdb, a_store_others_can_reach_is_refused_with_the_command_that_closes_it)
{
	char want[300];

	make_store();
	chmod(dir, 0755);
	snprintf(want, sizeof(want), "chmod 700 '%s'", dir);
	SAYS(refusal(RC_NOT_ALLOWED), want);
	chmod(dir, 0700);
	chmod(data_path, 0644);
	snprintf(want, sizeof(want), "chmod 600 '%s'", data_path);
	SAYS(refusal(RC_NOT_ALLOWED), want);
	chmod(data_path, 0600);
	refusal(RC_OK);
}

static mode_t mode_of(const char *path)
{
	struct stat st = { 0 };

	cr_assert(eq(int, stat(path, &st), 0));
	return st.st_mode & 07777;
}

Test(lmdb, a_team_store_has_its_modes_under_any_umask)
{
	static const mode_t masks[] = { 022, 077, 0 };

	for (size_t i = 0; i < 3; i++) {
		struct engine_opts o = { .dir = dir, .create = true, .profile = PROFILE_TEAM };
		char *run = dir_path(dir, "run"), *door = dir_path(dir, "run/door");
		char want[300];
		struct engine *e;
		struct err err = { 0 };

		umask(masks[i]);
		cr_assert(eq(int, open_with(&e, &o, &err), RC_OK), "%s", err.text);
		cr_expect(eq(int, umask(masks[i]), masks[i]));
		cr_expect(eq(int, mode_of(dir), 02770));
		cr_expect(eq(int, mode_of(data_path), 0660));
		cr_expect(eq(int, mode_of(lock_path), 0660));
		cr_expect(eq(int, mode_of(run), 02770));
		cr_expect(eq(int, mode_of(door), 0660));
		engine_close(e);
		chmod(dir, 0770);
		snprintf(want, sizeof(want), "chmod 2770 '%s'", dir);
		SAYS(refusal(RC_NOT_ALLOWED), want);
		chmod(dir, 02775);
		SAYS(refusal(RC_NOT_ALLOWED), want);
		dir_drop(strdup(dir));
		free(run);
		free(door);
	}
}

Test(lmdb, a_personal_store_is_closed_under_any_umask)
{
	umask(0);
	make_store();
	cr_expect(eq(int, mode_of(dir), 0700));
	cr_expect(eq(int, mode_of(data_path), 0600));
	cr_expect(eq(int, mode_of(lock_path), 0600));
}

static unsigned long on_nfs(const char *d)
{
	(void)d;
	return 0x6969;
}
static unsigned long on_unknown(const char *d)
{
	(void)d;
	return 0x12345678;
}
static unsigned long on_ext(const char *d)
{
	(void)d;
	return 0xef53;
}

Test(lmdb, a_network_or_unknown_file_system_is_refused_by_name)
{
	struct engine_opts o = { .dir = dir, .create = true, .fs_type = on_nfs };
	struct err err = { 0 };
	struct engine *e;

	cr_expect(eq(int, open_with(&e, &o, &err), RC_NOT_ALLOWED));
	SAYS(err.text, "(nfs)");
	cr_expect(eq(int, access(data_path, F_OK), -1));
	o.fs_type = on_unknown;
	cr_expect(eq(int, open_with(&e, &o, &err), RC_NOT_ALLOWED));
	SAYS(err.text, "(type 0x12345678)");
	o.fs_type = on_ext;
	cr_assert(eq(int, open_with(&e, &o, &err), RC_OK));
	engine_close(e);
}

static void give(const char *path)
{
	cr_assert(eq(int, chown(path, 65534, 65534), 0));
}

Test(lmdb, a_store_of_another_account_is_refused)
{
	if (geteuid() != 0)
		cr_skip_test("needs an account to give away");
	make_store();
	give(dir);
	SAYS(refusal(RC_NOT_ALLOWED), "belongs to another account");
}

Test(lmdb, a_data_file_that_is_empty_or_short_or_gone_is_named)
{
	make_store();
	cut(data_path, 0);
	SAYS(refusal(RC_DAMAGED), "is damaged");
	cr_expect(eq(int, refusal(RC_DAMAGED)[0], 't'));
	cut(data_path, 4096);
	SAYS(refusal(RC_DAMAGED), "restore FILE");
	cut(data_path, 8192);
	SAYS(refusal(RC_DAMAGED), "is damaged");
	unlink(data_path);
	SAYS(refusal(RC_DAMAGED), "is gone");
	cr_expect(eq(int, access(data_path, F_OK), -1));
}

/* In a child: the account cannot be had back. */
Test(lmdb, a_store_that_may_not_be_written_is_read)
{
	char *marker = dir_path(dir, "STORE");
	int status;
	pid_t pid;

	if (geteuid() != 0)
		cr_skip_test("needs an account to give away");
	make_store();
	give(root);
	give(dir);
	give(data_path);
	give(lock_path);
	give(marker);
	chmod(data_path, 0400);
	chmod(lock_path, 0400);
	pid = fork();
	if (pid == 0) {
		struct engine_opts o = { .dir = dir };
		struct engine *e;
		struct err err = { 0 };

		if (setgroups(0, NULL) || setgid(65534) || setuid(65534) ||
		    open_with(&e, &o, &err) != RC_OK) {
			fprintf(stderr, "%s\n", err.text);
			_exit(1);
		}
		if (engine_read(e, has_hello, NULL, &err) != RC_OK)
			_exit(2);
		if (engine_update(e, put_hello, NULL, &err) != RC_READ_ONLY ||
		    !strstr(err.text, "not changed"))
			_exit(3);
		engine_close(e);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	cr_expect(eq(int, status, 0));
	free(marker);
}

static bool ended_with(int status, int code)
{
	return WIFEXITED(status) && WEXITSTATUS(status) == code;
}

/* ---- damage */

static enum rc cut_and_look(struct view *v, void *arg)
{
	struct slice out;

	(void)arg;
	cut(data_path, 0);
	return view_get(v, sl("hello"), &out);
}

Test(lmdb, a_file_cut_under_a_read_becomes_an_answer)
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

static int told_fd;

static void tell(const char *sentence)
{
	(void)!write(told_fd, sentence, strlen(sentence));
}

Test(lmdb, a_file_cut_under_a_write_ends_the_process_in_words)
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

/* Values carry a CRC over key and text, as a store's do: 8 hex digits, then the text. */
enum { KEYS = 600 };

static void value_make(char *out, size_t size, const char *key, int i, int version)
{
	char text[6000];
	size_t len = (size_t)(i % 40 == 0 ? 5000 : 30 + i % 300);
	uint32_t crc;

	memset(text, 'a' + (i + version) % 26, len);
	text[len] = '\0';
	crc = crc32c(crc32c(0, key, strlen(key)), text, len);
	snprintf(out, size, "%08x%s", crc, text);
}

static enum rc fill(struct view *v, void *arg)
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

enum { PAGE = 4096 };

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

Test(lmdb, no_damage_ends_in_a_signal)
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

/* ---- several processes */

struct crew {
	pid_t pid[1100];
	int n;
};

/* Children wait here until those who must have no child while a store is open have opened it. */
static int go_line[2];

static void go_wait(void)
{
	char c;

	close(go_line[1]);
	(void)!read(go_line[0], &c, 1);
}

static void go(void)
{
	close(go_line[1]);
	close(go_line[0]);
}

static void crew_wait(struct crew *c, int want)
{
	for (int i = 0; i < c->n; i++) {
		int status;

		waitpid(c->pid[i], &status, 0);
		cr_expect(eq(int, status, want));
	}
	c->n = 0;
}

static enum rc count_up(struct view *v, void *arg)
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

struct total {
	long n, keys, last;
};

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

static enum rc total_read(struct view *v, void *arg)
{
	struct total *t = arg;
	struct slice out;
	char text[32] = "";

	*t = (struct total){ 0 };
	if (view_get(v, sl("n"), &out) == RC_OK)
		t->n = strtol(memcpy(text, out.data, out.len), NULL, 10);
	return view_scan(v, sl("k/"), sl(""), count_key, t);
}

static struct total total(struct engine *e)
{
	struct total t;

	cr_assert(eq(int, engine_read(e, total_read, &t, NULL), RC_OK));
	cr_expect(eq(long, t.n, t.keys));
	cr_expect(eq(long, t.n, t.last));
	return t;
}

/* So many counts; ends with 0 when each was acknowledged. */
static void count_child(struct crew *c, int times)
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

Test(lmdb, what_many_processes_save_adds_up)
{
	struct crew c = { .n = 0 };
	struct engine *e;

	for (int i = 0; i < 8; i++)
		count_child(&c, 40);
	crew_wait(&c, 0);
	e = open_here(0);
	cr_expect(eq(long, total(e).n, 320));
	engine_close(e);
}

Test(lmdb, a_lock_file_deleted_under_writers_loses_nothing)
{
	struct crew c = { .n = 0 };
	struct engine *e;
	int rounds = many(80, 800), status = 0;

	make_store();
	for (int i = 0; i < 4; i++)
		count_child(&c, rounds);
	while (waitpid(c.pid[0], &status, WNOHANG) == 0) {
		unlink(lock_path);
		usleep(1500);
	}
	cr_expect(eq(int, status, 0));
	c.pid[0] = c.pid[--c.n];
	crew_wait(&c, 0);
	e = open_here(0);
	cr_expect(eq(long, total(e).n, 4L * rounds));
	engine_close(e);
}

static void end_child(pid_t pid)
{
	int status;

	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
}

/* Holds the store open; tells what n is for each byte that it is sent. */
static pid_t onlooker(int orders, int answers)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct engine *e = open_here(0);
		struct total t = { 0 };
		char c = 'o';

		(void)!write(answers, &c, 1);
		while (read(orders, &c, 1) == 1) {
			c = engine_read(e, total_read, &t, NULL) == RC_OK ? (char)('0' + t.n) : '?';
			(void)!write(answers, &c, 1);
		}
		_exit(1);
	}
	return pid;
}

struct late {
	int orders[2], answers[2];
	pid_t pid;
};

/* Between the looking and the saving the file goes, and somebody makes another that counts from before. */
static enum rc lose_lock_file(struct view *v, void *arg)
{
	struct late *l = arg;
	char c;

	if (l->pid == 0) {
		unlink(lock_path);
		l->pid = onlooker(l->orders[0], l->answers[1]);
		(void)!read(l->answers[0], &c, 1);
	}
	return count_up(v, NULL);
}

Test(lmdb, a_lock_file_that_counts_past_a_change_is_made_anew_while_it_is_in_use)
{
	struct late l = { .pid = 0 };
	struct engine *e;
	char c = 'l';

	make_store();
	cr_assert(eq(int, pipe(l.orders) || pipe(l.answers), 0));
	e = open_here(0);
	cr_assert(eq(int, engine_update(e, lose_lock_file, &l, NULL), RC_OK));
	for (long n = 2; n < 8; n++) {
		cr_assert(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK), "%ld", n);
		cr_expect(eq(long, total(e).n, n));
		cr_assert(eq(int, (int)write(l.orders[1], &c, 1), 1));
		cr_assert(eq(int, (int)read(l.answers[0], &c, 1), 1));
		cr_expect(eq(chr, c, (char)('0' + n)));
	}
	end_child(l.pid);
	engine_close(e);
}

/* Counts; each that was acknowledged is told. Ends with 0, or with 6 in words. */
static pid_t told_counter(int line, int times)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct engine *e;
		char c = '.';

		alarm(100);
		told_fd = open("/dev/null", O_WRONLY);
		engine_on_damage(tell);
		e = open_here(0);
		for (int i = 0; i < times; i++) {
			struct total t;
			struct err err = { 0 };

			if (engine_update(e, count_up, NULL, &err) == RC_OK)
				/* spoiled in the middle of a read: that is to be tried again */
				while (engine_read(e, total_read, &t, &err) == RC_BUSY)
					err_clear(&err);
			if (err.rc != RC_OK) {
				fprintf(stderr, "%s\n", err.text);
				_exit(1);
			}
			(void)!write(line, &c, 1);
		}
		engine_close(e);
		_exit(0);
	}
	return pid;
}

static void spoil_lock_file(int kind)
{
	char noise[4096];
	int fd;

	random_bytes(noise, sizeof(noise));
	switch (kind) {
	case 0:
		cut(lock_path, 0);
		break;
	case 1:
		cut(lock_path, 100);
		break;
	default: /* the whole head; or the mutexes and counts behind it alone */
		fd = open(lock_path, O_WRONLY);
		(void)!pwrite(fd, noise, kind == 2 ? sizeof(noise) : 240, kind == 2 ? 0 : 16);
		close(fd);
	}
}

/* Somebody has it open all the time, so that LMDB itself would not make the lock file anew. */
Test(lmdb, a_lock_file_spoiled_under_writers_heals_while_they_are_in)
{
	int rounds = many(12, 200), line[2], ended = 0;
	long told = 0;
	struct late l = { .pid = 0 };
	struct engine *e;
	char text[4096], c = 'l';
	ssize_t n;

	make_store();
	cr_assert(eq(int, pipe(line) || pipe(l.orders) || pipe(l.answers), 0));
	l.pid = onlooker(l.orders[0], l.answers[1]);
	cr_assert(eq(int, (int)read(l.answers[0], &c, 1), 1));
	for (int i = 0; i < rounds; i++) {
		pid_t pid[3];

		for (int k = 0; k < 3; k++)
			pid[k] = told_counter(line[1], 20);
		cr_assert(eq(int, (int)read(line[0], text, 1), 1));
		told++;
		spoil_lock_file(i % 4);
		for (int k = 0; k < 3; k++) {
			int status;

			waitpid(pid[k], &status, 0);
			cr_expect(eq(int, ended_with(status, 0) || ended_with(status, 6), 1),
				  "round %d: status %#x", i, status);
			ended += !ended_with(status, 0);
		}
	}
	close(line[1]);
	cr_assert(eq(int, (int)write(l.orders[1], &c, 1), 1));
	cr_assert(eq(int, (int)read(l.answers[0], &c, 1), 1));
	cr_expect(ne(chr, c, '?'));
	end_child(l.pid);
	while ((n = read(line[0], text, sizeof(text))) > 0)
		told += n;
	e = open_here(0);
	cr_expect(ge(long, total(e).n, told));
	cr_expect(le(long, total(e).n, told + ended));
	cr_expect(le(int, ended, rounds));
	engine_close(e);
}

/* Where whoever makes the lock file has got to when they are stopped in it: the first byte is theirs. */
static pid_t stopped_opener(void)
{
	int line[2];
	pid_t pid;
	char c;

	cr_assert(eq(int, pipe(line), 0));
	pid = fork();
	if (pid == 0) {
		struct flock own = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };
		int fd = open(lock_path, O_RDWR);

		(void)!fcntl(fd, F_SETLK, &own);
		(void)!write(line[1], "s", 1);
		raise(SIGSTOP);
		_exit(0);
	}
	cr_assert(eq(int, (int)read(line[0], &c, 1), 1));
	close(line[0]);
	close(line[1]);
	return pid;
}

Test(lmdb, somebody_who_was_stopped_while_coming_in_keeps_nobody_out_for_long)
{
	struct timespec start, end;
	struct engine *e;
	pid_t pid;

	make_store();
	pid = stopped_opener();
	clock_gettime(CLOCK_MONOTONIC, &start);
	e = open_here(0);
	clock_gettime(CLOCK_MONOTONIC, &end);
	cr_expect(lt(long, end.tv_sec - start.tv_sec, 15), "the bound is 5 s");
	cr_expect(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK));
	engine_close(e);
	end_child(pid);
}

static enum rc put_4k(struct view *v, void *arg)
{
	static char page[4000];
	char key[32];

	snprintf(key, sizeof(key), "big/%d/%d", (int)getpid(), *(int *)arg);
	memset(page, 'x', sizeof(page));
	view_put(v, sl(key), (struct slice){ page, sizeof(page) });
	return view_rc(v);
}

static bool count_any(void *arg, struct slice key, struct slice value)
{
	(void)key;
	*(long *)arg += value.len == 4000;
	return true;
}

static enum rc count_big(struct view *v, void *arg)
{
	return view_scan(v, sl("big/"), sl(""), count_any, arg);
}

static enum rc put_many_4k(struct view *v, void *arg)
{
	for (int i = 0; i < *(int *)arg; i++)
		put_4k(v, &i);
	return view_rc(v);
}

static enum rc get_big(struct view *v, void *arg)
{
	struct slice value;
	char key[32];

	snprintf(key, sizeof(key), "big/%d/%d", (int)getpid(), *(int *)arg);
	return view_get(v, sl(key), &value);
}

/* How much of the data file is mapped, in kilobytes. Source: proc(5), smaps */
static long mapped_kb(void)
{
	FILE *f = fopen("/proc/self/smaps", "r");
	char line[512];
	long kb = -1;

	for (bool here = false; f && kb < 0 && fgets(line, sizeof(line), f);) {
		here = here || strstr(line, "/data.mdb");
		if (here)
			sscanf(line, "Rss: %ld kB", &kb);
	}
	if (f)
		fclose(f);
	return kb;
}

Test(lmdb, what_many_small_reads_looked_at_does_not_stay_this_sessions_memory)
{
	enum { VALUES = 2000 };
	struct engine *e = open_here(0);

	cr_assert(eq(int, engine_update(e, put_many_4k, &(int){ VALUES }, NULL), RC_OK));
	engine_close(e);
	e = open_here(0);
	for (int i = 0; i < VALUES; i++)
		cr_assert(eq(int, engine_read(e, get_big, &i, NULL), RC_OK));
	cr_expect(ge(long, mapped_kb(), 0));
	cr_expect(lt(long, mapped_kb(), VALUES * 4 / 2));
	engine_close(e);
}

/* Reads with a small map until all is there. */
static pid_t growth_reader(long all)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct engine *e;
		enum rc rc = RC_OK;

		go_wait();
		e = open_here(1 << 20);
		for (long n = 0; n < all && rc == RC_OK; usleep(20000)) {
			n = 0;
			rc = engine_read(e, count_big, &n, NULL);
		}
		engine_close(e);
		_exit(rc != RC_OK);
	}
	return pid;
}

/* Others' changes come every moment: to fetch the same pages again each time costs more than they do. */
Test(lmdb, what_was_looked_at_is_let_go_of_once_nothing_changes_any_more)
{
	enum { VALUES = 200 };
	struct engine *e = open_here(0);
	long kept;

	cr_assert(eq(int, engine_update(e, put_many_4k, &(int){ VALUES }, NULL), RC_OK));
	cr_assert(eq(int, engine_read(e, count_big, &(long){ 0 }, NULL), RC_OK));
	kept = mapped_kb();
	cr_expect(gt(long, kept, VALUES * 4 / 2));
	cr_assert(eq(int, engine_update(e, put_4k, &(int){ 0 }, NULL), RC_OK));
	engine_mark(e);
	cr_expect(gt(long, mapped_kb(), kept / 2));
	cr_assert(eq(int, engine_read(e, count_big, &(long){ 0 }, NULL), RC_OK));
	engine_mark(e);
	cr_expect(lt(long, mapped_kb(), kept / 2));
	engine_close(e);
}

Test(lmdb, a_map_of_1_mb_grows_under_eight_processes_and_readers_and_a_late_one_follows,
     .timeout = 900)
{
	enum { WRITERS = 8, READERS = 2 };
	struct crew c = { .n = 0 };
	struct engine *late;
	int each = many(75, 8000); /* 8 times 8,000 times 4 KB are 256 MB */
	long n = 0;

	cr_assert(eq(int, pipe(go_line), 0));
	for (int i = 0; i < WRITERS; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			struct engine *e;
			int at = 0;

			go_wait();
			e = open_here(1 << 20);
			for (; at < each; at++)
				if (engine_update(e, put_4k, &at, NULL) != RC_OK)
					_exit(1);
			engine_close(e);
			_exit(0);
		}
		c.pid[c.n++] = pid;
	}
	for (int i = 0; i < READERS; i++)
		c.pid[c.n++] = growth_reader((long)WRITERS * each);
	late = open_here(1 << 20);
	go();
	crew_wait(&c, 0);
	cr_assert(eq(int, engine_read(late, count_big, &n, NULL), RC_OK));
	cr_expect(eq(long, n, (long)WRITERS *each));
	cr_expect(eq(int, engine_update(late, put_hello, NULL, NULL), RC_OK));
	engine_close(late);
}

/* A child that stands inside a view until it is ended. */
static int inside_line[2];

static enum rc stand(struct view *v, void *arg)
{
	(void)arg;
	(void)!write(inside_line[1], "r", 1);
	while (pause() < 0)
		;
	return view_rc(v);
}

static pid_t stand_inside(bool writing)
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

static void inside_wait(void)
{
	char c = 0;

	cr_assert(eq(int, (int)read(inside_line[0], &c, 1), 1));
	cr_assert(eq(chr, c, 'r'));
}

/* Fills once for each byte it is sent, and answers. */
static pid_t filler(int orders, int answers)
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

static void order(int orders, int answers)
{
	char c = 'f';

	cr_assert(eq(int, (int)write(orders, &c, 1), 1));
	cr_assert(eq(int, (int)read(answers, &c, 1), 1));
}

Test(lmdb, readers_that_were_killed_do_not_make_the_file_grow)
{
	struct stat before, after;
	int orders[2], answers[2];
	pid_t writer;

	make_store();
	cr_assert(eq(int, pipe(orders) || pipe(answers) || pipe(inside_line), 0));
	writer = filler(orders[0], answers[1]);
	for (int i = 0; i < 4; i++)
		order(orders[1], answers[0]);
	stat(data_path, &before);
	for (int i = 0; i < many(60, 2000); i++) {
		pid_t pid = stand_inside(false);

		inside_wait();
		order(orders[1], answers[0]);
		end_child(pid);
		order(orders[1], answers[0]);
	}
	stat(data_path, &after);
	cr_expect(lt(long, after.st_size, 2 * before.st_size));
	end_child(writer);
}

/* Source: MDB_txninfo in lmdb's mdb.c */
enum { PLACES = 1022, PLACE_BYTES = 64, PLACES_AT = 128, PLACES_TAKEN_AT = 56 };

/* Those who stand inside have the first places; each place that is left says what one of theirs says. */
static void fill_places(uint32_t inside)
{
	uint32_t taken = PLACES;
	char place[PLACE_BYTES];
	int fd = open(lock_path, O_RDWR);

	for (uint32_t i = inside; i < taken; i++) {
		(void)!pread(fd, place, PLACE_BYTES, PLACES_AT + (off_t)(i % inside) * PLACE_BYTES);
		(void)!pwrite(fd, place, PLACE_BYTES, PLACES_AT + (off_t)i * PLACE_BYTES);
	}
	cr_assert(eq(int, (int)pwrite(fd, &taken, sizeof(taken), PLACES_TAKEN_AT), sizeof(taken)));
	close(fd);
}

Test(lmdb, places_of_killed_readers_are_taken_again)
{
	static struct crew c;
	struct engine *e;

	make_store();
	cr_assert(eq(int, pipe(inside_line) || pipe(go_line), 0));
	while (c.n < many(32, PLACES))
		c.pid[c.n++] = stand_inside(false);
	e = open_here(0);
	/* one after the other: how long a thousand at once wait for each other is the machine's */
	for (int i = 0; i < c.n; i++) {
		cr_assert(eq(int, (int)write(go_line[1], "g", 1), 1));
		inside_wait();
	}
	go();
	fill_places((uint32_t)c.n);
	/* all places are taken by those who live */
	cr_expect(eq(int, engine_read(e, has_hello, NULL, NULL), RC_BUSY));
	for (int i = 0; i < c.n; i++)
		end_child(c.pid[i]);
	cr_expect(eq(int, engine_read(e, has_hello, NULL, NULL), RC_OK));
	engine_close(e);
}

/* ---- the gate */

static enum rc stop_once(struct view *v, void *arg)
{
	view_put(v, sl("stopped"), sl("and went on"));
	(void)!write(inside_line[1], "r", 1);
	do
		raise(SIGSTOP);
	while (arg);
	return view_rc(v);
}

static void stop_inside(bool again, pid_t *pid)
{
	int status;

	cr_assert(eq(int, pipe(inside_line), 0));
	*pid = fork();
	if (*pid == 0)
		_exit(engine_update(open_here(0), stop_once, again ? pid : NULL, NULL) != RC_OK);
	inside_wait();
	waitpid(*pid, &status, WUNTRACED);
	cr_assert(eq(int, WIFSTOPPED(status), 1));
}

struct heard {
	int times;
	char who[80];
};

static void hear(void *arg, const char *who)
{
	struct heard *h = arg;

	h->times++;
	snprintf(h->who, sizeof(h->who), "%s", who);
}

static enum rc has_stopped(struct view *v, void *arg)
{
	struct slice out;

	(void)arg;
	return view_get(v, sl("stopped"), &out);
}

static struct engine *open_hearing(struct heard *h)
{
	struct engine_opts o = { .dir = dir, .waiting = hear, .arg = h, .person = "bob" };
	struct engine *e;
	struct err err = { 0 };

	cr_assert(eq(int, open_with(&e, &o, &err), RC_OK), "%s", err.text);
	return e;
}

Test(lmdb, a_stopped_holder_does_not_hold_up_readers_and_is_woken_for_writers)
{
	struct heard h = { 0 };
	struct engine *e;
	char who[40];
	int status;
	pid_t pid;

	make_store();
	stop_inside(false, &pid);
	e = open_hearing(&h);
	cr_expect(eq(int, engine_read(e, has_hello, NULL, NULL), RC_OK));
	cr_expect(eq(int, h.times, 0));
	cr_expect(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK));
	cr_expect(
		eq(int, engine_read(e, has_stopped, NULL, NULL), RC_OK)); /* its change is whole */
	snprintf(who, sizeof(who), "ann (process %d)", (int)pid);
	cr_expect(eq(str, h.who, who));
	waitpid(pid, &status, 0);
	cr_expect(eq(int, status, 0));
	engine_close(e);
}

Test(lmdb, a_holder_that_stays_stopped_is_ended_and_its_change_is_not_there)
{
	struct heard h = { 0 };
	struct engine *e;
	int status;
	pid_t pid;

	make_store();
	stop_inside(true, &pid);
	e = open_hearing(&h);
	cr_expect(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK));
	cr_expect(ge(int, h.times, 3));
	cr_expect(eq(int, engine_read(e, has_stopped, NULL, NULL), RC_NOT_FOUND));
	waitpid(pid, &status, 0);
	cr_expect(eq(int, WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, 1), "status %#x",
		  status);
	engine_close(e);
}

Test(lmdb, a_holder_that_runs_is_named_and_left_alone)
{
	struct heard h = { 0 };
	struct engine *e;
	struct err err = { 0 };
	char who[40];
	pid_t pid;

	make_store();
	cr_assert(eq(int, pipe(inside_line), 0));
	pid = stand_inside(true);
	inside_wait();
	e = open_hearing(&h);
	cr_expect(eq(int, engine_update(e, count_up, NULL, &err), RC_BUSY));
	snprintf(who, sizeof(who), "ann (process %d)", (int)pid);
	SAYS(err.text, who);
	cr_expect(eq(int, h.times, 4));
	cr_expect(eq(int, kill(pid, 0), 0));
	end_child(pid);
	cr_expect(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK));
	engine_close(e);
}

/* ---- kills */

/* Counts and tells each number after it was acknowledged, until it is ended. */
static pid_t teller(int line[2])
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

Test(lmdb, what_was_acknowledged_before_a_kill_is_there)
{
	long told = 0, unsure = 0;
	int rounds = many(200, 2000);

	make_store();
	srand(7);
	for (int i = 0; i < rounds; i++) {
		int line[2];
		char text[512];
		ssize_t n;
		pid_t pid;

		cr_assert(eq(int, pipe(line), 0));
		pid = teller(line);
		close(line[1]);
		told += read(line[0], text, 1) == 1;
		usleep((useconds_t)(rand() % 4000));
		end_child(pid);
		while ((n = read(line[0], text, sizeof(text))) > 0)
			told += n;
		close(line[0]);
		if (i % 10 == 9) {
			struct engine *e = open_here(0);
			long there = total(e).n;

			cr_assert(ge(long, there, told), "round %d", i);
			unsure = there - told;
			cr_assert(le(long, unsure, i + 1)); /* at most one of each round */
			engine_close(e);
		}
	}
}

/* ---- full disks */

static long save_until_full(struct engine *e, long most, struct err *err)
{
	long n = 0;
	enum rc rc = RC_OK;

	while (n < most && (rc = engine_update(e, count_up, NULL, err)) == RC_OK)
		n++;
	cr_expect(eq(int, rc, RC_FULL), "%s", err->text);
	return n;
}

Test(lmdb, a_file_at_its_limit_is_full_and_unchanged)
{
	struct engine *e = open_here(0);
	struct rlimit was, limit;
	struct err err = { 0 };
	struct stat st;
	long n;

	cr_assert(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK));
	stat(data_path, &st);
	getrlimit(RLIMIT_FSIZE, &was);
	limit = (struct rlimit){ (rlim_t)st.st_size + 5 * PAGE, was.rlim_max };
	setrlimit(RLIMIT_FSIZE, &limit);
	n = save_until_full(e, 20000, &err);
	cr_expect(eq(long, total(e).n, n + 1));
	setrlimit(RLIMIT_FSIZE, &was);
	cr_expect(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK));
	cr_expect(eq(long, total(e).n, n + 2));
	engine_close(e);
}

static bool small_disk(void)
{
	return unshare(CLONE_NEWNS) == 0 &&
	       mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("none", root, "tmpfs", 0, "size=24m,mode=0700") == 0;
}

Test(lmdb, on_a_full_disk_the_reserve_lasts_and_then_nothing_is_lost)
{
	static const char block[1 << 16];
	char *filler = dir_path(root, "filler");
	struct engine *e;
	struct err err = { 0 };
	long n;
	int fd;

	if (!small_disk()) {
		free(filler);
		cr_skip_test("no right to mount a small disk");
	}
	e = open_here(0);
	cr_assert(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK));
	fd = open(filler, O_WRONLY | O_CREAT, 0600);
	while (write(fd, block, sizeof(block)) > 0)
		;
	close(fd);
	n = save_until_full(e, 200000, &err);
	SAYS(err.text, "is full");
	cr_expect(gt(long, n, 100));
	cr_expect(eq(long, total(e).n, n + 1));
	unlink(filler);
	cr_expect(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK));
	cr_expect(eq(long, total(e).n, n + 2));
	engine_close(e);
	umount2(root, MNT_DETACH);
	free(filler);
}

/* ---- copies */

Test(lmdb, a_backup_taken_while_others_write_opens_and_is_whole)
{
	int line[2];
	char c;
	pid_t pid;

	make_store();
	cr_assert(eq(int, pipe(line), 0));
	pid = teller(line);
	for (int i = 0; i < 5; i++) {
		char *file = dir_path(root, "copy"), *there = dir_path(root, "there");
		struct engine_opts o = { .dir = there };
		struct engine *e = open_here(0);
		struct err err = { 0 };
		long least;
		int fd;

		cr_assert(eq(int, (int)read(line[0], &c, 1), 1));
		least = total(e).n;
		fd = open(file, O_RDWR | O_CREAT | O_EXCL, 0600);
		cr_assert(eq(int, engine_backup(e, fd, &err), RC_OK), "%s", err.text);
		close(fd);
		engine_close(e);
		cr_assert(eq(int, lmdb_restore(there, file, PROFILE_PERSONAL, &err), RC_OK), "%s",
			  err.text);
		cr_assert(eq(int, open_with(&e, &o, &err), RC_OK), "%s", err.text);
		cr_expect(ge(long, total(e).n, least));
		cr_expect(eq(int, engine_check(e, NULL, NULL, NULL), RC_OK));
		engine_close(e);
		unlink(file);
		free(file);
		dir_drop(there);
	}
	end_child(pid);
}

static enum rc remove_most(struct view *v, void *arg)
{
	char key[32];

	(void)arg;
	for (int i = 0; i < KEYS; i++) {
		snprintf(key, sizeof(key), "k/%05d", i);
		view_del(v, sl(key));
	}
	return view_rc(v);
}

static bool holds(const char *path, const char *what)
{
	size_t len;
	char *text = file_text(path, &len);
	bool found = memmem(text, len, what, strlen(what));

	free(text);
	return found;
}

Test(lmdb, compacting_waits_for_nobody_and_leaves_nothing_of_what_was_removed)
{
	struct engine *e = open_here(0);
	struct err err = { 0 };
	struct stat before, after;
	char who[40];
	int version = 1;
	uint64_t mark;
	pid_t pid;

	cr_assert(eq(int, engine_update(e, fill, &version, NULL), RC_OK));
	cr_assert(eq(int, engine_update(e, put_hello, NULL, NULL), RC_OK));
	cr_assert(eq(int, engine_update(e, remove_most, NULL, NULL), RC_OK));
	mark = engine_mark(e);
	engine_close(e);
	cr_expect(eq(int, holds(data_path, "ccccccccccccccccccccccccccc"), 1));
	cr_assert(eq(int, pipe(inside_line), 0));
	pid = stand_inside(false);
	inside_wait();
	stat(data_path, &before);
	cr_expect(eq(int, lmdb_compact(dir, &err), RC_BUSY));
	snprintf(who, sizeof(who), "ann (process %d)", (int)pid);
	SAYS(err.text, who);
	end_child(pid);
	err_clear(&err);
	cr_assert(eq(int, lmdb_compact(dir, &err), RC_OK), "%s", err.text);
	stat(data_path, &after);
	cr_expect(lt(long, after.st_size, before.st_size / 2));
	cr_expect(eq(int, mode_of(data_path), 0600));
	cr_expect(eq(int, holds(data_path, "ccccccccccccccccccccccccccc"), 0));
	e = open_here(0);
	cr_expect(eq(int, engine_read(e, has_hello, NULL, NULL), RC_OK));
	cr_expect(ne(u64, engine_mark(e), mark));
	engine_close(e);
}

static char *backup_here(void)
{
	char *file = dir_path(root, "backup");
	struct engine *e = open_here(0);
	int fd = open(file, O_RDWR | O_CREAT | O_EXCL, 0600);

	cr_assert(eq(int, engine_backup(e, fd, NULL), RC_OK));
	close(fd);
	engine_close(e);
	return file;
}

static int kept_files(void)
{
	struct dirent *d;
	DIR *all = opendir(dir);
	int n = 0;

	while ((d = readdir(all)))
		n += strncmp(d->d_name, "data.before-", 12) == 0;
	closedir(all);
	return n;
}

Test(lmdb, restoring_refuses_who_is_in_and_bad_copies_and_keeps_the_old_file)
{
	struct err err = { 0 };
	struct engine *e;
	char *file, *bad = dir_path(root, "bad");
	pid_t pid;

	make_store();
	file = backup_here();
	e = open_here(0);
	cr_assert(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK));
	engine_close(e);
	cr_assert(eq(int, pipe(inside_line), 0));
	pid = stand_inside(false);
	inside_wait();
	cr_expect(eq(int, lmdb_restore(dir, file, PROFILE_PERSONAL, &err), RC_BUSY));
	end_child(pid);
	err_clear(&err);
	file_put(bad, "this is a letter", 16);
	cr_expect(eq(int, lmdb_restore(dir, bad, PROFILE_PERSONAL, &err), RC_DAMAGED));
	SAYS(err.text, "no whole copy");
	e = open_here(0);
	cr_expect(eq(long, total(e).n, 1));
	engine_close(e);
	cut(data_path, 8192); /* what a restore is for */
	err_clear(&err);
	cr_assert(eq(int, lmdb_restore(dir, file, PROFILE_PERSONAL, &err), RC_OK), "%s", err.text);
	e = open_here(0);
	cr_expect(eq(long, total(e).n, 0));
	cr_expect(eq(int, engine_read(e, has_hello, NULL, NULL), RC_OK));
	engine_close(e);
	cr_expect(eq(int, kept_files(), 1));
	free(bad);
	free(file);
}

Test(lmdb, a_data_file_replaced_under_a_writer_is_noticed_before_the_next_change)
{
	struct engine *e;
	char *file, *away = dir_path(root, "away");

	make_store();
	file = backup_here();
	e = open_here(0);
	cr_assert(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK));
	cr_assert(eq(int, rename(data_path, away), 0));
	cr_expect(eq(int, engine_update(e, count_up, NULL, NULL), RC_DAMAGED)); /* gone */
	cr_assert(eq(int, rename(file, data_path), 0));
	cr_expect(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK));
	cr_expect(eq(long, total(e).n, 1)); /* into the file that has the name */
	engine_close(e);
	free(file);
	free(away);
}
