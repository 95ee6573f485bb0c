/* SPDX-License-Identifier: ISC */
/*
 * What an open screen can show of a store: the answers of a partnership, with
 * roles, and what a person keeps to themselves. Each log's newest line stands
 * for all before it. People have no log: to read 200 of them takes ten times as
 * long as the rest, so what shows them minds everything.
 */
#include "store_internal.h"

struct sight {
	struct place p, own;
	char *out;
	uint64_t *mark;
};

static enum rc add_newest(struct digest *d, struct view *v, struct place p)
{
	struct slice line = { "", 0 };
	struct key k;
	uint64_t head;
	enum rc rc = log_head(v, p, &head);

	if (!rc && head) {
		log_key(&k, p, head);
		rc = view_get(v, key_slice(&k), &line);
	}
	digest_add(d, &line.len, sizeof(line.len));
	digest_add(d, line.data, line.len);
	return rc;
}

static enum rc sight_fn(struct view *v, void *arg)
{
	const struct sight *s = arg;
	unsigned char digest[DIGEST_BYTES];
	struct digest *d = digest_begin();
	enum rc rc = add_newest(d, v, s->p);

	*s->mark = view_mark(v);
	rc = rc ? rc : add_newest(d, v, s->own);
	digest_end(d, digest);
	digest_text(s->out, digest);
	return rc;
}

bool store_sight(struct store *s, const char *pid, const char *person, char out[DIGEST_TEXT],
		 uint64_t *mark)
{
	struct sight sight = {
		.p = { .pid = pid }, .own = { pid, person }, .out = out, .mark = mark
	};
	bool known = place_good(sight.p) && place_good(sight.own) &&
		     store_picture(s, sight_fn, &sight, NULL) == RC_OK;

	if (!known)
		out[0] = '\0';
	return known;
}
