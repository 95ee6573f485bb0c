/* SPDX-License-Identifier: ISC */
#include "faults.h"

#include <stdio.h>
#include <string.h>

#include "../core/base/text.h"

/* The list has no capacity beside its count: it doubles whenever the count is a power of two. */
static struct pack_fault *room(struct pack_faults *f)
{
	struct pack_fault *more;

	if (f->n == 0 || (f->n & (f->n - 1)) == 0) {
		more = arena_array(f->arena, f->n ? 2 * f->n : 1, sizeof(*more));
		if (f->n)
			memcpy(more, f->v, f->n * sizeof(*more));
		f->v = more;
	}
	return &f->v[f->n++];
}

void fault_add(struct pack_faults *f, const char *file, int line, int column, const char *fmt, ...)
{
	struct buf raw = { 0 }, safe = { 0 };
	char text[400];
	struct pack_fault *fault;
	va_list ap;

	if (f->n >= FAULTS_MAX)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_str(&raw, text);
	while (raw.len && !text_is_utf8(raw.data, raw.len)) /* cut in a character */
		raw.len--;
	text_safe(&safe, buf_text(&raw), raw.len, TEXT_LINE);
	fault = room(f);
	*fault = (struct pack_fault){
		.file = arena_str(f->arena, file),
		.line = line,
		.column = column,
		.text = arena_str(f->arena, buf_text(&safe)),
	};
	buf_clear(&raw);
	buf_clear(&safe);
}

void faults_move(struct pack_faults *to, const struct pack_faults *from)
{
	for (size_t i = 0; i < from->n && to->n < FAULTS_MAX; i++)
		*room(to) = from->v[i];
}
