/* SPDX-License-Identifier: ISC */
/*
 * datadir - is this directory a store's, ours, closed to others, and on a disk of this machine
 *
 * Source: cairn(1), SEVERAL PEOPLE AT ONCE; SECURITY: team is 2770
 * and 0660, personal 0700 and 0600
 */
#ifndef CORE_DATADIR_H
#define CORE_DATADIR_H

#include "engine.h"

struct datadir {
	enum engine_profile profile;
	bool fresh; /* the marker is missing: to be made by datadir_mark once all else is there */
	int making; /* holds off others who make it at the same time; -1: none */
};

enum rc datadir_open(struct datadir *d, const struct engine_opts *o, struct err *err);
/* datadir_machine - what the system calls this computer; "-" when it does not say */
enum { MACHINE_TEXT = 40 };
void datadir_machine(char out[MACHINE_TEXT]);
/* datadir_system - is it on a disk of this machine; RC_NOT_ALLOWED names the file system */
enum rc datadir_system(const char *dir, struct err *err);
enum rc datadir_mark(struct datadir *d, const char *dir, struct err *err);
void datadir_close(struct datadir *d);
/* datadir_file_ready - the mode of a data file, where there is one; RC_NOT_ALLOWED with the command that puts it right */
enum rc datadir_file_ready(const char *path, enum engine_profile p, struct err *err);
/* datadir_copy - a new file, 0600 or 0660, flushed; one that a cut-short run left is replaced */
enum rc datadir_copy(const char *from, const char *to, enum engine_profile p, struct err *err);
enum rc datadir_flush(const char *dir, struct err *err);
char *datadir_path(const char *dir, const char *name); /* freed with mem_free */

#endif
