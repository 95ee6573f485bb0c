/* SPDX-License-Identifier: ISC */
/* doctor_internal - what the checks of an installation share */
#ifndef SCREENS_DOCTOR_INTERNAL_H
#define SCREENS_DOCTOR_INTERNAL_H

#include <sys/stat.h>

#include "kiosk.h"

enum verdict { GOOD, NOTE, FAULT };

struct doctor {
	struct cli *cli;
	const char *dir;
	bool there, shared; /* the folder; whether a group has it */
	bool elsewhere;     /* people come to it by ssh alone, and this account is none of those */
	const char *barred; /* the folder that this account cannot look into; NULL: none */
	struct stat st;     /* of the folder, or of what bars it */
	/* of the check that runs */
	const char *id;
	struct jout *json;
	struct buf *out;
	size_t faults;
};

/* doctor_tell - of the check that runs; type: what mends it, NULL where nothing is typed */
void doctor_tell(struct doctor *d, enum verdict v, const char *type, const char *text);
#define say(d, v, type, ...) doctor_tell(d, v, type, arena_printf((d)->cli->arena, __VA_ARGS__))
#define line(d, ...) arena_printf((d)->cli->arena, __VA_ARGS__)

const char *
doctor_way_out(const struct err *err); /* what a sentence of the store says to type; NULL */
const char *doctor_account(struct doctor *d, uid_t uid); /* its name, or the number */
const char *doctor_group(struct doctor *d, gid_t gid);
/* doctor_typed_for - a command of cairn's as root types it for the account that holds the store */
const char *doctor_typed_for(struct doctor *d, const char *account, const char *command);
/* doctor_holder - the account that a store of one account should belong to */
uid_t doctor_holder(const struct doctor *d);

/* The folder: where it is, who may look into it, whose it is */
void doctor_find_folder(struct doctor *d);
void doctor_folder(struct doctor *d);
void doctor_permissions(struct doctor *d);
void doctor_group_of(struct doctor *d);

/* What the store can be made anew from */
void doctor_backup(struct doctor *d);
void doctor_journal(struct doctor *d);

#endif
