/* SPDX-License-Identifier: ISC */
/* What is typed in a form and not saved: a draft for each answer, whichever session typed it. */
#include "form.h"

#include <string.h>

#include "form_internal.h"
#include "screens.h"
#include "words.h"

#define REASON_DRAFT "-reason" /* no field is called that */

enum { ASIDE_MOST = 99 };

void form_forget_draft(struct own_draft *d)
{
	buf_clear(&d->text);
	buf_clear(&d->mine);
	buf_clear(&d->others);
	*d = (struct own_draft){ 0 };
}

static void know(struct own_draft *d, const char *text, const char *mine, struct version from,
		 const struct textbox *box)
{
	buf_reset(&d->text);
	buf_str(&d->text, text);
	buf_reset(&d->mine);
	buf_str(&d->mine, mine);
	d->from = from;
	d->edits = box ? textbox_edits(box) : 0;
}

/* Reading */

struct find_draft {
	struct form *form;
	const char *prefix;
};

/*
 * A draft's first line is the version of the answer it was made from, so that
 * what somebody saved since is met as a conflict and not written over.
 */
static const char *draft_text(const char *draft, struct version *from)
{
	const char *end = strchr(draft, '\n');
	char first[VERSION_TEXT];

	*from = (struct version){ 0 };
	if (!end || (size_t)(end - draft) >= sizeof(first))
		return draft;
	memcpy(first, draft, (size_t)(end - draft));
	first[end - draft] = '\0';
	version_read(first, from);
	return end + 1;
}

static void take_field(struct form *f, struct form_field *v, const char *draft)
{
	const char *text = draft_text(draft, &v->seen);

	f->found = true;
	if (v->box && strcmp(textbox_text(v->box), text) != 0) {
		textbox_set(v->box, "");
		textbox_insert(v->box, text, strlen(text));
	} else if (!v->box) {
		v->stored = arena_str(f->frame->arena, text);
		v->waits = f->id != NULL;
	}
	know(&v->own, draft, text, v->seen, v->box);
}

static bool take_draft(void *arg, const struct fact *fact)
{
	struct find_draft *d = arg;
	struct form *f = d->form;
	const char *name = fact->name + strlen(d->prefix);

	if (f->reason && !strcmp(name, REASON_DRAFT)) {
		textbox_replace(f->reason, fact->text);
		know(&f->own_reason, fact->text, fact->text, (struct version){ 0 }, f->reason);
		f->found = true;
	}
	for (size_t i = 0; i < f->n; i++)
		if (!strcmp(f->v[i].name, name))
			take_field(f, &f->v[i], fact->text);
	return true;
}

static const char *draft_prefix(const struct form *f)
{
	return arena_printf(f->frame->loaded, "%s/", f->draft);
}

enum rc form_read_drafts(struct form *f, struct err *err)
{
	const struct session *s = session_of(f->frame);
	struct find_draft d = { .form = f, .prefix = draft_prefix(f) };

	return store_drafts(s->store, s->pid, s->actor.person, d.prefix, take_draft, &d, err);
}

/* Keeping */

static enum rc swap(const struct form *f, const char *name, const char *seen, const char *text,
		    struct err *err)
{
	const struct session *s = session_of(f->frame);
	const struct draft_swap d = { name, seen, text };

	return store_draft_swap(s->store, s->pid, s->actor.person, &d, 1, err);
}

struct read_one {
	const char *name;
	struct buf text;
};

static bool take_one(void *arg, const struct fact *fact)
{
	struct read_one *r = arg;

	if (strcmp(fact->name, r->name) != 0)
		return true;
	buf_add(&r->text, fact->text, fact->len);
	return false;
}

static const char *between(const struct textbox *box)
{
	return textbox_kind(box) == TEXT_LINE ? W_OTHER_SESSION_LINE : W_OTHER_SESSION_LONG;
}

/* A text of several sessions without the part that was mine; all of it where that is not there. */
static const char *without(const char *text, const char *mine, const char *sep, struct arena *a)
{
	size_t len = strlen(mine), gap = strlen(sep);

	for (const char *at = text; *mine && (at = strstr(at, mine)); at++) {
		const char *end = at + len;
		bool begins =
			at == text || ((size_t)(at - text) >= gap && !strncmp(at - gap, sep, gap));

		if (!begins || (*end && strncmp(end, sep, gap) != 0))
			continue;
		if (at == text)
			return *end ? end + gap : "";
		return arena_printf(a, "%.*s%s", (int)(at - gap - text), text, end);
	}
	return text;
}

/* Another session of the same person put something there: it stays, in front of what is typed here. */
static void meet(struct form *f, struct own_draft *d, const char *name, const char *body,
		 const struct textbox *box, bool versions)
{
	const struct session *s = session_of(f->frame);
	struct arena *a = f->frame->loaded;
	struct read_one r = { .name = name };
	const char *text, *theirs;
	struct version from;

	store_drafts(s->store, s->pid, s->actor.person, name, take_one, &r, NULL);
	if (!r.text.len)
		return;
	text = versions ? draft_text(buf_text(&r.text), &from) : buf_text(&r.text);
	theirs = without(text, buf_text(&d->mine), between(box), a);
	buf_reset(&d->others);
	if (*theirs && strcmp(theirs, body) != 0)
		buf_printf(&d->others, "%.*s%s", (int)(text - buf_text(&r.text)), buf_text(&r.text),
			   theirs);
	buf_reset(&d->text);
	buf_str(&d->text, buf_text(&r.text));
	buf_clear(&r.text);
}

static bool fits(const char *text, const struct textbox *box)
{
	size_t left = textbox_left(box);

	return left == (size_t)-1 || text_chars(text) <= text_chars(textbox_text(box)) + left;
}

/* A draft of its own beside that of the entry; it stands in the list of what was not saved. */
static enum rc keep_aside(struct form *f, struct own_draft *d, const char *field, const char *text)
{
	const char *record = f->draft;
	size_t len = 0;

	for (int part = 0; part < 3; part++) /* a line of an entry has one part more */
		len += strcspn(record + len, "/") + (part < 2);
	buf_reset(&d->others);
	for (int i = 2; i <= ASIDE_MOST; i++) {
		const char *name = arena_printf(f->frame->arena, "%.*s" DRAFT_ASIDE "%d/%s%s%s",
						(int)len, record, i, f->rows ? f->rows->id : "",
						f->rows ? "." : "", field);
		enum rc rc = swap(f, name, "", text, &f->unkept);

		if (rc == RC_OK)
			d->aside = name;
		if (rc != RC_CONFLICT)
			return rc;
	}
	return err_set(&f->unkept, RC_INVALID, "there are too many drafts of this");
}

static void keep(struct form *f, struct own_draft *d, const char *field, const char *head,
		 const struct textbox *box, struct version from)
{
	struct arena *a = f->frame->loaded;
	const char *name = d->aside ? d->aside : arena_printf(a, "%s/%s", f->draft, field);
	const char *body = textbox_text(box), *alone = arena_printf(a, "%s%s", head, body);
	const char *text = alone;
	enum rc rc;

	for (int tries = 0;; tries++) {
		if (d->others.len)
			text = arena_printf(a, "%s%s%s", buf_text(&d->others),
					    *body ? between(box) : "", body);
		if (d->others.len && !fits(text, box)) {
			rc = keep_aside(f, d, field, text = alone);
			break;
		}
		rc = swap(f, name, buf_text(&d->text), text, &f->unkept);
		if (rc != RC_CONFLICT || tries == ASIDE_MOST)
			break;
		meet(f, d, name, body, box, *head != '\0');
		text = alone;
	}
	if (rc == RC_INVALID && d->others.len) { /* more bytes than one can have */
		err_clear(&f->unkept);
		rc = keep_aside(f, d, field, text = alone);
	}
	if (rc == RC_OK)
		know(d, text, body, from, box);
}

/* Chosen, not typed: the last choice counts. */
static void keep_choice(struct form *f, struct form_field *v, const char *head)
{
	const struct session *s = session_of(f->frame);
	const char *name = arena_printf(f->frame->loaded, "%s/%s", f->draft, v->name);
	const char *text = arena_printf(f->frame->loaded, "%s%s", head, v->stored);

	if (store_draft_put(s->store, s->pid, s->actor.person, name, text, &f->unkept) == RC_OK)
		know(&v->own, text, v->stored, v->seen, NULL);
}

/* It does not stop the work, the answer is still on the screen, yet whoever typed it is told. */
void form_keep_draft(struct form *f, struct form_field *v)
{
	char from[VERSION_TEXT];
	const char *head;

	if (f->offered)
		return;
	version_text(v->seen, from);
	head = arena_printf(f->frame->loaded, "%s\n", from);
	if (!v->box)
		keep_choice(f, v, head);
	else if (!v->own.text.len || v->own.edits != textbox_edits(v->box) ||
		 !version_same(v->own.from, v->seen))
		keep(f, &v->own, v->name, head, v->box, v->seen);
}

static void keep_reason(struct form *f)
{
	struct own_draft *d = &f->own_reason;

	if (f->reason && textbox_changed(f->reason) &&
	    (!d->text.len || d->edits != textbox_edits(f->reason)))
		keep(f, d, REASON_DRAFT, "", f->reason, (struct version){ 0 });
}

void form_keep_drafts(struct form *f)
{
	err_clear(&f->unkept);
	keep_reason(f);
	for (size_t i = 0; i < f->n && !f->offered; i++)
		if (f->v[i].box && textbox_changed(f->v[i].box))
			form_keep_draft(f, &f->v[i]);
}

/* Taking away */

/* A draft that has done its work. */
struct over {
	struct own_draft *d;
	const char *field;
	const struct textbox *box; /* NULL: it was chosen */
};

/* What another session typed is left, or put back as it was without mine. */
static void done(struct form *f, const struct over *v, size_t n)
{
	const struct session *s = session_of(f->frame);
	struct arena *a = f->frame->loaded;
	struct draft_swap *swaps = arena_array(a, n + 1, sizeof(*swaps));
	size_t known = 0;

	for (size_t i = 0; i < n; i++) {
		struct own_draft *d = v[i].d;
		const char *name =
			d->aside ? d->aside : arena_printf(a, "%s/%s", f->draft, v[i].field);

		if (!d->text.len)
			continue;
		if (v[i].box)
			meet(f, d, name, buf_text(&d->mine), v[i].box,
			     strcmp(v[i].field, REASON_DRAFT) != 0);
		swaps[known++] =
			(struct draft_swap){ name, buf_text(&d->text), buf_text(&d->others) };
	}
	store_draft_swap(s->store, s->pid, s->actor.person, swaps, known, NULL);
	for (size_t i = 0; i < n; i++)
		form_forget_draft(v[i].d);
}

void form_done_draft(struct form *f, struct form_field *v)
{
	done(f, &(struct over){ &v->own, v->name, v->box }, 1);
}

static struct over reason_over(struct form *f)
{
	return (struct over){ &f->own_reason, REASON_DRAFT, f->reason };
}

void form_drop_reason(struct form *f)
{
	struct over over = reason_over(f);

	if (!f->reason)
		return;
	textbox_set(f->reason, "");
	done(f, &over, 1);
}

void form_drop_drafts(struct form *f)
{
	struct over *v = arena_array(f->frame->loaded, f->n + 1, sizeof(*v));

	for (size_t i = 0; i < f->n; i++)
		v[i] = (struct over){ &f->v[i].own, f->v[i].name, f->v[i].box };
	v[f->n] = reason_over(f);
	done(f, v, f->n + 1);
}
