/* SPDX-License-Identifier: ISC */
#include "typed.h"

#include <stdlib.h>
#include <string.h>

#include "../core/base/digest.h"
#include "../core/store/keys.h"
#include "screens.h"
#include "words.h"

#define BOX_DRAFTS "box" /* where the cycle stands in the name of an answer's draft */

enum { MARK_BYTES = 8 };

static const char *partnership(const struct session *s)
{
	return s->pid ? s->pid : PID_NONE;
}

/* "box/move/6f0c…/why": the screen, what it is open for, the box */
static const char *draft_name(const struct typed *t, const char *box)
{
	const struct args *args = &t->frame->args;
	const char *a = args->a ? args->a : "", *b = args->b ? args->b : "";
	const struct part parts[] = { { a, strlen(a) + 1 }, { b, strlen(b) } };
	unsigned char digest[DIGEST_BYTES];
	char mark[2 * MARK_BYTES + 1];

	digest_of(digest, parts, 2);
	hex_text(mark, digest, MARK_BYTES);
	return fact_name(t->frame->arena, BOX_DRAFTS, t->frame->screen->name, mark, box);
}

static bool take_text(void *arg, const struct fact *fact)
{
	struct typed *t = arg;
	struct typed_left left;

	if (strcmp(strrchr(fact->name, '/') + 1, t->v[t->n - 1].name) != 0 ||
	    !typed_left(fact, t->frame->arena, &left))
		return true;
	textbox_replace(t->v[t->n - 1].box, left.text);
	t->found = true;
	return false;
}

struct textbox *typed_box(struct typed *t, struct frame *f, const char *name, size_t limit_chars,
			  const char *initial)
{
	struct textbox *box = textbox_new(TEXT_LINE, limit_chars);

	textbox_set(box, initial);
	typed_adopt(t, f, name, box);
	return box;
}

void typed_adopt(struct typed *t, struct frame *f, const char *name, struct textbox *box)
{
	const struct session *s = session_of(f);

	if (t->n == TYPED_MOST)
		return;
	t->frame = f;
	t->v[t->n].name = name;
	t->v[t->n++].box = box;
	/* a draft that cannot be read must not stop the work */
	store_drafts(s->store, partnership(s), s->actor.person, draft_name(t, name), take_text, t,
		     NULL);
}

/* A box that was emptied again leaves nothing: false. */
static bool keep(const struct typed *t, size_t i, struct err *err)
{
	const struct session *s = session_of(t->frame);
	const struct args *args = &t->frame->args;
	struct arena *a = t->frame->loaded;
	const char *name = draft_name(t, t->v[i].name), *text = textbox_text(t->v[i].box);
	const struct pair pairs[] = {
		{ "a", args->a ? args->a : "" },
		{ "b", args->b ? args->b : "" },
		{ "n", args->n ? arena_printf(a, "%d", args->n) : "" },
		{ "text", text },
	};

	if (!*text) {
		store_draft_drop(s->store, partnership(s), s->actor.person, name, NULL);
		return false;
	}
	return store_draft_put(s->store, partnership(s), s->actor.person, name,
			       pairs_text(pairs, 4, a), err) == RC_OK;
}

void typed_event(struct typed *t, const struct event *e, struct nav *n)
{
	struct err err = { 0 };
	bool kept = false;

	if (e->act != ACT_LEFT_BOX && e->act != ACT_BACK && e->act != ACT_HANGUP)
		return;
	for (size_t i = 0; i < t->n; i++)
		if (textbox_changed(t->v[i].box))
			kept = keep(t, i, &err) || kept;
	if (err.rc != RC_OK && e->act == ACT_LEFT_BOX) {
		nav_say(n, W_NOT_KEPT, err.text);
	} else if (err.rc != RC_OK && e->act == ACT_BACK && !t->warned) {
		t->warned = true;
		nav_say(n, W_NOT_KEPT_LEAVE, err.text);
	} else if (kept && e->act == ACT_BACK) {
		nav_say(n, "%s", W_KEPT_DRAFT);
		nav_back(n);
	}
}

struct row *typed_row(const struct typed *t, struct page *p, int id, const char *label,
		      struct textbox *box)
{
	struct row *r = page_add(p, ROW_BOX, id, label);

	r->box = box;
	if (t->found)
		p->message = W_FOUND_DRAFT;
	return r;
}

void typed_done(struct typed *t)
{
	const struct session *s = session_of(t->frame);

	for (size_t i = 0; i < t->n; i++) {
		textbox_set(t->v[i].box, textbox_text(t->v[i].box));
		store_draft_drop(s->store, partnership(s), s->actor.person,
				 draft_name(t, t->v[i].name), NULL);
	}
	t->found = false;
}

void typed_close(struct typed *t)
{
	for (size_t i = 0; i < t->n; i++)
		textbox_free(t->v[i].box);
	t->n = 0;
}

/* Nothing, where there is none */
static const char *given(const struct pairs *p, const char *name)
{
	const char *text = pairs_get(p, name);

	return *text ? text : NULL;
}

bool typed_left(const struct fact *draft, struct arena *a, struct typed_left *out)
{
	struct fact_parts parts;
	struct pairs said;

	if (!fact_parts(a, draft->name, &parts) || strcmp(parts.cycle, BOX_DRAFTS) != 0)
		return false;
	said = pairs_read(arena_str(a, draft->text), a);
	*out = (struct typed_left){
		.screen = screen_named(parts.reg),
		.args = { .a = given(&said, "a"),
			  .b = given(&said, "b"),
			  .n = atoi(pairs_get(&said, "n")) },
		.text = pairs_get(&said, "text"),
	};
	return out->screen != NULL;
}
