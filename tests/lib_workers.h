/* SPDX-License-Identifier: ISC */
/*
 * lib_workers - a small store in the folder of lib_engine, and processes at work in it
 *
 * Each counts, fills it, or stands inside it until it is ended.
 */
#ifndef TESTS_LIB_WORKERS_H
#define TESTS_LIB_WORKERS_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "lib_engine.h"

enum rc open_with(struct engine **e, const struct engine_opts *o, struct err *err);
/* open_here - dir, made where it is missing, as ann; map_bytes 0: as usual */
struct engine *open_here(size_t map_bytes);
/* make_store - with one key, which put_hello puts and has_hello looks for */
void make_store(void);
enum rc put_hello(struct view *v, void *arg);
enum rc has_hello(struct view *v, void *arg);
void cut(const char *path, off_t len);
mode_t mode_of(const char *path);
bool ended_with(int status, int code); /* of waitpid */

#define SAYS(text, part) cr_expect(ne(ptr, strstr(text, part), NULL), "'%s' lacks '%s'", text, part)

struct crew {
	pid_t pid[1100];
	int n;
};

/* Children wait here until those who must have no child while a store is open have opened it. */
extern int go_line[2];
void go_wait(void);
void go(void);
/* crew_wait - each of them must end with this status; count_child - one that counts so often */
void crew_wait(struct crew *c, int want);
void count_child(struct crew *c, int times);
void end_child(pid_t pid);
/* teller - counts, and sends a byte after each that was acknowledged, until it is ended */
pid_t teller(int line[2]);

struct total {
	long n, keys, last;
};

/* count_up - a change: n goes up by one, and a key says so; total - what came of it, which must agree */
enum rc count_up(struct view *v, void *arg);
enum rc total_read(struct view *v, void *arg);
struct total total(struct engine *e);

enum { PAGE = 4096 }; /* bytes */

/* Values carry a CRC over key and text, as a store's do: 8 hex digits, then the text. */
enum { KEYS = 600 };
/* fill - a change: all of them in this version, an int */
void value_make(char *out, size_t size, const char *key, int i, int version);
enum rc fill(struct view *v, void *arg);
/* filler - fills once for each byte that it is sent, and answers; order - sends one and waits */
pid_t filler(int orders, int answers);
void order(int orders, int answers);

/* stand_inside - a child inside a view until it is ended; inside_wait until it is there */
extern int inside_line[2];
pid_t stand_inside(bool writing);
void inside_wait(void);

extern int told_fd; /* where tell writes what a process says at its end */
void tell(const char *sentence);

#endif
