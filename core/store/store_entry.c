/* SPDX-License-Identifier: ISC */
/* One entry of the log with all that belongs to it, written into a view. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../base/clock.h"
#include "store_internal.h"

struct writer {
	struct view *v;
	struct place p;
	const struct put_entry *e;
	struct log_line l;
	struct buf b;
};

static void put_buf(struct writer *w, const struct key *k)
{
	view_put(w->v, key_slice(k), (struct slice){ w->b.data, w->b.len });
	buf_reset(&w->b);
}

/* A text of the log with its salt; what it is part of (key of the fact) goes into the digest. */
static void put_text(struct writer *w, size_t i, struct slice what, const char *text, size_t len,
		     char digest[DIGEST_TEXT])
{
	struct cell c = { .at = w->l.at, .ms = w->l.ms, .text = text, .len = len };
	unsigned char salt[SALT_BYTES];
	struct key k;

	random_bytes(salt, sizeof(salt));
	base64_text(c.who, sizeof(c.who), salt, sizeof(salt));
	log_digest(digest, c.who, what, text, len);
	log_value_key(&k, w->p, w->l.number, i);
	cell_write(&w->b, key_slice(&k), &c);
	put_buf(w, &k);
}

static void put_facts(struct writer *w)
{
	struct cell c = { .at = w->l.at, .ms = w->l.ms };

	snprintf(c.who, sizeof(c.who), "%s", w->l.person);
	for (size_t i = 0; i < w->e->count; i++) {
		const struct put_fact *f = &w->e->facts[i];
		struct log_fact *to = &w->l.facts[i];
		struct key k;

		if (fact_key(&k, w->p, f->name)) {
			view_fail(w->v, RC_INVALID, "'%s' is too long a name", f->name);
			return;
		}
		*to = (struct log_fact){ .name = f->name,
					 .was = f->was,
					 .was_entry = f->was_entry,
					 .removed = !f->text,
					 .erased = f->erased,
					 .is = "-" };
		c.removed = !f->text;
		c.text = f->text ? f->text : "";
		c.len = f->text ? f->len : 0;
		if (f->text)
			put_text(w, i + 1, key_slice(&k), f->text, f->len, to->is);
		cell_write(&w->b, key_slice(&k), &c);
		put_buf(w, &k);
	}
}

/* How far this store contains its own changes. */
static void put_vector(struct writer *w)
{
	char number[24];
	struct cell c = { .at = w->l.at, .ms = w->l.ms, .text = number };
	struct key base, k;

	place_base(&base, w->p);
	key_printf(&k, "%s/v/%s", base.text, w->l.at.replica);
	c.len = (size_t)snprintf(number, sizeof(number), "%" PRIu64, w->l.at.number);
	snprintf(c.who, sizeof(c.who), "%s", w->l.person);
	cell_put(w->v, &k, &c);
}

/* Where the log goes on: number, digest of the entry before, a clock that was set back. */
static enum rc follow(struct writer *w)
{
	unsigned char digest[DIGEST_BYTES];
	struct log_line before;
	struct slice raw;
	struct part part;
	uint64_t head;
	struct key k;
	enum rc rc = log_head(w->v, w->p, &head);

	if (rc)
		return rc;
	snprintf(w->l.prev, sizeof(w->l.prev), "-");
	w->l.number = head + 1;
	w->l.at.number = head + 1;
	if (!head)
		return RC_OK;
	log_key(&k, w->p, head);
	rc = log_get(w->v, w->p, head, NULL, &before);
	if (rc)
		return rc == RC_NOT_FOUND ? damaged(w->v, key_slice(&k)) : rc;
	view_get(w->v, key_slice(&k), &raw);
	part = (struct part){ raw.data, raw.len };
	digest_of(digest, &part, 1);
	digest_text(w->l.prev, digest);
	w->l.clock_back = w->l.ms < before.ms;
	return RC_OK;
}

/* Words of the line hold no blanks: what came from outside is made to fit. */
static void one_word(char *out, size_t cap, const char *s)
{
	size_t n = 0;

	for (; s && s[n] && n + 1 < cap; n++)
		out[n] = s[n] > ' ' && s[n] < 127 ? s[n] : '_';
	if (!n)
		out[n++] = '-';
	out[n] = '\0';
}

enum rc entry_put(struct store *s, struct view *v, struct place p, const struct put_entry *e,
		  uint64_t *out, struct version *at)
{
	struct writer w = { .v = v, .p = p, .e = e };
	struct key k;
	enum rc rc;

	w.l.ms = clock_ms();
	snprintf(w.l.at.replica, sizeof(w.l.at.replica), "%s", s->replica);
	one_word(w.l.person, sizeof(w.l.person), e->by->person);
	one_word(w.l.from, sizeof(w.l.from), e->by->from);
	if (e->action)
		one_word(w.l.action, sizeof(w.l.action), e->action);
	w.l.turn = e->turn;
	w.l.undoes = e->undoes;
	memcpy(w.l.id, e->id, CHANGE_ID_BYTES);
	w.l.has_group = e->group != NULL;
	if (e->group)
		memcpy(w.l.group, e->group, CHANGE_ID_BYTES);
	rc = follow(&w);
	if (rc)
		return rc;
	w.l.facts = mem_alloc(e->count * sizeof(*w.l.facts));
	w.l.count = e->count;
	put_facts(&w);
	snprintf(w.l.why, sizeof(w.l.why), "-");
	if (e->reason && e->reason[0])
		put_text(&w, 0, why_slice(), e->reason, strlen(e->reason), w.l.why);
	put_vector(&w);
	log_key(&k, p, w.l.number);
	log_write(&w.b, key_slice(&k), &w.l);
	put_buf(&w, &k);
	mem_free(w.l.facts);
	buf_clear(&w.b);
	*out = w.l.number;
	*at = w.l.at;
	return view_rc(v);
}
