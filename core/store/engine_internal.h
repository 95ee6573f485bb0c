/* SPDX-License-Identifier: ISC */
/*
 * engine_internal - what every engine begins with; for core/engine*.c alone
 */
#ifndef CORE_ENGINE_INTERNAL_H
#define CORE_ENGINE_INTERNAL_H

#include "engine.h"

/* Keys that come in here have been looked at: 1 to KEY_MAX_BYTES, or 0 for a prefix. */
struct view_ops {
	enum rc (*get)(struct view *v, struct slice key, struct slice *out);
	enum rc (*last)(struct view *v, struct slice prefix, struct slice *key);
	enum rc (*scan)(struct view *v, struct slice prefix, struct slice from, scan_fn *fn,
			void *arg);
	void (*put)(struct view *v, struct slice key, struct slice value);
	void (*del)(struct view *v, struct slice key);
};

struct view {
	const struct view_ops *ops;
	struct err err; /* the first failure */
	bool writable;
	uint64_t mark;                    /* of a picture that is read */
	const struct engine_notes *notes; /* of a change; NULL: nobody is told */
	void *notes_arg;
	unsigned long
		changes; /* puts and dels so far: a scan that sees it move looks for its place again */
};

struct engine {
	const struct engine_ops *ops;
};

/* notes_begin, notes_ready, notes_failed - of a change: told to those who note it */
void notes_begin(struct view *v, const struct engine_notes *notes, void *arg);
void notes_ready(const struct view *v);
void notes_failed(const struct view *v);

/* slice_after - the least key behind all keys with the prefix; false when there is none */
bool slice_after(struct slice prefix, unsigned char out[KEY_MAX_BYTES], size_t *len);
/* view_end - what a view came to: its first failure, else what its function returned */
enum rc view_end(const struct view *v, enum rc returned, struct err *err);

#endif
