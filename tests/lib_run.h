/* SPDX-License-Identifier: ISC */
/*
 * lib_run - the finished program run as a command, with a store of its own
 *
 * $CAIRN names the program, build/cairn when it is not set. Standard input is
 * empty, so nothing can wait for an answer.
 */
#ifndef TESTS_LIB_RUN_H
#define TESTS_LIB_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "../core/base/json.h"

enum { RUN_WORDS = 48, RUN_ENV = 8 };

struct ran {
	int status;      /* 128+n for a signal */
	char *out, *err; /* what it wrote, whole; ended by NUL */
	size_t out_len;
};

struct run {                      /* where and how the program is run; zeroed: as we are */
	const char *data;         /* --data; NULL: none is named */
	const char *env[RUN_ENV]; /* "NAME=value" or "NAME" to take away; ends in NULL */
	const char *input;        /* a file for standard input; NULL: nothing */
	uid_t uid;                /* 0: our own */
	gid_t gid;
	long most_bytes; /* no file may grow beyond it; 0: no limit */
};

/* run_program - the path of the program under test */
const char *run_program(void);
/* run_start - the words after the program's name, ended by NULL; returns at once */
pid_t run_start(const struct run *r, int out, int err, const char *const words[]);
int run_wait(pid_t pid);
/* run_words - waits for the end */
struct ran run_words(const struct run *r, const char *const words[]);
#define run_it(r, ...) run_words(r, (const char *const[]){ __VA_ARGS__, NULL })
void ran_clear(struct ran *r);

/* run_ok - must end with 0; what it wrote to standard output, freed with free() */
char *run_ok_words(const struct run *r, const char *const words[]);
#define run_ok(r, ...) run_ok_words(r, (const char *const[]){ __VA_ARGS__, NULL })
/*
 * run_no - must end with that status and one sentence on standard error that
 * starts with "cairn: " and has `part` in it; nothing on standard output
 */
void run_no_words(const struct run *r, int status, const char *part, const char *const words[]);
#define run_no(r, status, part, ...) \
	run_no_words(r, status, part, (const char *const[]){ __VA_ARGS__, NULL })
/* run_refused - an answer breaks a rule: 6, every line a sentence, one of them with `part` */
void run_refused_words(const struct run *r, const char *part, const char *const words[]);
#define run_refused(r, part, ...) \
	run_refused_words(r, part, (const char *const[]){ __VA_ARGS__, NULL })
/* run_json - as run_ok, read; ends the test when it is no JSON; jdoc_free() */
struct jdoc *run_json_words(const struct run *r, const char *const words[]);
#define run_json(r, ...) run_json_words(r, (const char *const[]){ __VA_ARGS__, NULL })

#endif
