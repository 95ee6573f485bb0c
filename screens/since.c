/* SPDX-License-Identifier: ISC */
/* What changed since the last meeting: the day, each change with the way to its entry, the report of it. */
#include "../core/out/export_since.h"

#include <string.h>

#include "app.h"
#include "screens.h"
#include "typed.h"
#include "words.h"

enum { ID_DAY = 1, ID_READ, ID_TODAY, ID_ROW = 1000 };
enum { DAY_CHARS = 40 };

struct since_state {
	struct since_lines all;
	struct typed typed;
	struct textbox *box;
	const char *wrong; /* what is wrong with the day as it is typed */
};

static enum rc since_open(struct frame *f, struct err *err)
{
	struct since_state *st = f->state;
	char words[32];

	(void)err;
	date_words(since_meeting(session_of(f), f->arena), words);
	st->box = typed_box(&st->typed, f, "day", DAY_CHARS, words);
	return RC_OK;
}

static void since_close(struct frame *f)
{
	struct since_state *st = f->state;

	typed_close(&st->typed);
}

static enum rc since_screen_load(struct frame *f, struct err *err)
{
	struct since_state *st = f->state;
	const struct session *s = session_of(f);

	return since_lines_load(s, since_meeting(s, f->loaded), false, f->loaded, &st->all, err);
}

static void change_row(const void *arg, size_t i, struct arena *a, struct row *out)
{
	const struct since_state *st = arg;
	const struct since_line *l = &st->all.v[i];

	*out = (struct row){ .kind = ROW_ITEM, .id = ID_ROW + (int)i, .number = -1 };
	out->key = arena_printf(a, "%s %s", l->id, l->label ? l->label : "");
	out->text = l->title;
	out->detail = since_words(l, a);
	if (l->label)
		out->detail = arena_printf(a, W_SINCE_LINE, l->label, out->detail);
}

static void since_build(const struct frame *f, struct page *p)
{
	const struct since_state *st = f->state;
	const struct report *report = schema_report(session_of(f)->schema, f->args.a);
	struct row *r;

	app_page(f, p, W_REPORTS, NULL, report ? report->title : f->args.a);
	r = typed_row(&st->typed, p, ID_DAY, W_SINCE_MEETING, st->box);
	r->hint = W_SINCE_MEETING_HINT;
	r->error = st->wrong;
	page_add(p, ROW_TEXT, -1, since_summary(&st->all, p->arena))->role = ROLE_HINT;
	p->list_at = p->nrows;
	p->list_n = st->all.n;
	p->list_row = change_row;
	p->list_arg = st;
	page_button(p, ID_READ, W_SINCE_READ);
	page_button(p, ID_TODAY, W_SINCE_TODAY);
	p->focus_id = st->all.n ? ID_ROW : ID_DAY;
}

static bool note_day(struct frame *f, struct date day)
{
	struct since_state *st = f->state;
	struct err err = { 0 };
	char words[32];

	if (since_meeting_put(session_of(f), day, &err) != RC_OK) {
		st->wrong = arena_str(f->arena, err.text);
		return false;
	}
	date_words(day, words);
	textbox_set(st->box, words);
	typed_done(&st->typed);
	st->wrong = NULL;
	return true;
}

static void take_day(struct frame *f, struct nav *n)
{
	struct since_state *st = f->state;
	struct err err = { 0 };
	struct date day;

	if (date_parse(textbox_text(st->box), session_of(f)->today, &day, &err) != RC_OK) {
		st->wrong = arena_str(f->arena, err.text);
	} else if (note_day(f, day)) {
		nav_reload(n);
		nav_next(n);
	}
}

/* Name and years of the partnership and its cycle have a page of their own. */
static void open_line(const struct frame *f, const struct since_line *l, struct nav *n)
{
	if (!strcmp(l->reg->key, "pp") || !strcmp(l->reg->key, "cy"))
		nav_open(n, &screen_details, NULL);
	else
		app_open_id(f, l->id, n);
}

static void since_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct since_state *st = f->state;
	size_t i = row_at(e, ID_ROW);

	typed_event(&st->typed, e, n);
	if (e->act == ACT_SAVE_FILE)
		nav_open(n, &screen_save_file,
			 &(struct args){ .a = arena_printf(f->loaded, "report/%s", f->args.a) });
	if (e->act != ACT_OPEN)
		return;
	if (e->id == ID_DAY) {
		take_day(f, n);
	} else if (e->id == ID_READ) {
		nav_open(n, &screen_report, &(struct args){ .a = f->args.a });
	} else if (e->id == ID_TODAY) {
		if (note_day(f, session_of(f)->today)) {
			nav_say(n, "%s", W_SINCE_BEGUN);
			nav_reload(n);
		}
	} else if (e->id >= ID_ROW && i < st->all.n) {
		open_line(f, &st->all.v[i], n);
	}
}

static const struct keybind keys[] = { { 'x', ACT_SAVE_FILE, "save as a file" }, KEYBIND_END };

const struct screen screen_since = {
	.name = "since",
	.needs = "REPORT",
	.title = "What changed since the last meeting",
	.help = "Each answer that is another than before the last meeting: what it was, what it is, who "
		"changed it last and when. Say when the meeting was; the day is kept for you. Open a line to "
		"see the entry, read it all as a report, or save it as a paper with x.",
	.keys = keys,
	.state_size = sizeof(struct since_state),
	.open = since_open,
	.load = since_screen_load,
	.update = since_update,
	.build = since_build,
	.close = since_close,
	.keep_place = true,
};
