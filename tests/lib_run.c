/* SPDX-License-Identifier: ISC */
#include "lib_run.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

const char *run_program(void)
{
	const char *cairn = getenv("CAIRN");

	return cairn ? cairn : "build/cairn";
}

static void become(const struct run *r)
{
	const struct rlimit most = { (rlim_t)r->most_bytes, (rlim_t)r->most_bytes };

	for (size_t i = 0; i < RUN_ENV && r->env[i]; i++) {
		if (strchr(r->env[i], '='))
			putenv((char *)r->env[i]);
		else
			unsetenv(r->env[i]);
	}
	if (r->most_bytes && setrlimit(RLIMIT_FSIZE, &most))
		_exit(126);
	if (r->uid && (setgroups(0, NULL) || setresgid(r->gid, r->gid, r->gid) ||
		       setresuid(r->uid, r->uid, r->uid)))
		_exit(126);
}

pid_t run_start(const struct run *r, int out, int err, const char *const words[])
{
	const char *argv[RUN_WORDS] = { run_program() };
	size_t n = 1;
	pid_t pid;

	if (r->data) {
		argv[n++] = "--data";
		argv[n++] = r->data;
	}
	while (*words && n < RUN_WORDS - 1)
		argv[n++] = *words++;
	pid = fork();
	if (pid == 0) {
		int in = open(r->input ? r->input : "/dev/null", O_RDONLY);
		/* opened here: another account may not be able to walk to where it was built */
		int program = open(argv[0], O_PATH | O_CLOEXEC);

		if (in < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
			_exit(126);
		become(r);
		fexecve(program, (char *const *)argv, environ);
		_exit(127);
	}
	cr_assert(pid > 0);
	return pid;
}

int run_wait(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static char *whole(int fd, size_t *len)
{
	struct stat st;
	char *text;

	cr_assert(fstat(fd, &st) == 0);
	text = calloc(1, (size_t)st.st_size + 1);
	cr_assert(text && pread(fd, text, (size_t)st.st_size, 0) == st.st_size);
	if (len)
		*len = (size_t)st.st_size;
	close(fd);
	return text;
}

struct ran run_words(const struct run *r, const char *const words[])
{
	int out = memfd_create("out", MFD_CLOEXEC), err = memfd_create("err", MFD_CLOEXEC);
	struct ran ran = { 0 };

	cr_assert(out >= 0 && err >= 0);
	ran.status = run_wait(run_start(r, out, err, words));
	ran.out = whole(out, &ran.out_len);
	ran.err = whole(err, NULL);
	return ran;
}

void ran_clear(struct ran *r)
{
	free(r->out);
	free(r->err);
	*r = (struct ran){ 0 };
}

static const char *spoken(const char *const words[])
{
	static char text[400];
	size_t n = 0;

	text[0] = '\0';
	for (; *words && n < sizeof(text) - 1; words++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, " %s", *words);
	return text;
}

char *run_ok_words(const struct run *r, const char *const words[])
{
	struct ran ran = run_words(r, words);
	char *out = ran.out;

	cr_assert(ran.status == 0, "cairn%s ended with %d: %s", spoken(words), ran.status, ran.err);
	ran.out = NULL;
	ran_clear(&ran);
	return out;
}

void run_no_words(const struct run *r, int status, const char *part, const char *const words[])
{
	struct ran ran = run_words(r, words);
	size_t len = strlen(ran.err);

	cr_expect(ran.status == status, "cairn%s ended with %d, not %d: %s", spoken(words),
		  ran.status, status, ran.err);
	cr_expect(strncmp(ran.err, "cairn: ", 7) == 0, "cairn%s said: %s", spoken(words), ran.err);
	cr_expect(len && strchr(ran.err, '\n') == ran.err + len - 1,
		  "cairn%s said several things: %s", spoken(words), ran.err);
	cr_expect(strstr(ran.err, part), "cairn%s does not say '%s': %s", spoken(words), part,
		  ran.err);
	cr_expect(ran.out[0] == 0, "cairn%s wrote: %s", spoken(words), ran.out);
	ran_clear(&ran);
}

void run_refused_words(const struct run *r, const char *part, const char *const words[])
{
	struct ran ran = run_words(r, words);
	bool said = false;

	cr_expect(ran.status == 6, "cairn%s ended with %d, not 6: %s", spoken(words), ran.status,
		  ran.err);
	cr_expect(ran.out[0] == 0, "cairn%s wrote: %s", spoken(words), ran.out);
	for (const char *line = ran.err; *line; line = strchr(line, '\n') + 1) {
		const char *end = strchr(line, '\n');
		const char *at = strstr(line, part);

		cr_assert(end != NULL);
		cr_expect(strncmp(line, "cairn: ", 7) == 0, "cairn%s said: %s", spoken(words),
			  line);
		said = said || (at && at < end && strncmp(line, "cairn: worth a look", 19) != 0);
	}
	cr_expect(said, "cairn%s does not say '%s': %s", spoken(words), part, ran.err);
	ran_clear(&ran);
}

struct jdoc *run_json_words(const struct run *r, const char *const words[])
{
	struct ran ran = run_words(r, words);
	struct jdoc *doc = NULL;
	struct err err = { 0 };

	cr_assert(ran.status == 0, "cairn%s ended with %d: %s", spoken(words), ran.status, ran.err);
	cr_assert(jdoc_read(&doc, ran.out, ran.out_len, &err) == RC_OK, "cairn%s: %s",
		  spoken(words), err.text);
	ran_clear(&ran);
	return doc;
}
