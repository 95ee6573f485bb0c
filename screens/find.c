/* SPDX-License-Identifier: ISC */
/* Find anything: entries, guidance, words, and things to do, by part of a word. */
#include <string.h>

#include "../core/store/keys.h"
#include "app.h"
#include "screens.h"
#include "views.h"
#include "words.h"

enum { ID_BOX = 1, ID_ADD = 100, ID_PLACE = 200, ID_ROW = 1000, MOST = 60 };

struct find {
	struct textbox *box;
	struct hit *hits;
	size_t n;
};

static const char *const addable[] = { "needs", "services", "actions" };

/* Screens that are looked for by their names, and by what people call what is done there. */
static const struct {
	const struct screen *screen;
	const char *a; /* what it is opened with */
	const char *called;
} places[] = {
	{ &screen_glossary, NULL, "words meaning abbreviations" },
	{ &screen_settings, NULL, "options preferences colour" },
	{ &screen_history, NULL, "changes undo take back erase delete remove data protection" },
	{ &screen_audit, NULL, "audit log" },
	{ &screen_retention, NULL, "retention data protection archive" },
	{ &screen_people, NULL, "members users permissions join leave" },
	{ &screen_who, NULL, "online present" },
	{ &screen_cycles, NULL, "new cycle years carry forward" },
	{ &screen_reports, NULL, "export print download" },
	{ &screen_save_file, "everything", "export save file backup json" },
	{ &screen_attention, NULL, "to do overdue late broken reminders" },
	{ &screen_registers, NULL, "lists tables" },
	{ &screen_views, NULL, "charts pictures" },
	{ &screen_self, NULL, "competencies skills assessment" },
	{ &screen_drafts, NULL, "typed not saved unfinished" },
};
enum { NPLACES = sizeof(places) / sizeof(places[0]) };

static bool has_part(const char *text, const char *part)
{
	struct buf whole = { 0 }, some = { 0 };
	bool has;

	text_fold(&whole, text);
	text_fold(&some, part);
	has = strstr(buf_text(&whole), buf_text(&some)) != NULL;
	buf_clear(&whole);
	buf_clear(&some);
	return has;
}

static size_t place_rows(struct page *p, const char *typed)
{
	size_t n = 0;

	for (size_t i = 0; text_chars(typed) >= 2 && i < NPLACES; i++) {
		const struct screen *at = places[i].screen;

		if (!has_part(at->title, typed) && !has_part(at->name, typed) &&
		    !has_part(places[i].called, typed))
			continue;
		page_item(p, ID_PLACE + (int)i, at->title, W_HIT_SCREEN);
		n++;
	}
	return n;
}

static void look(struct frame *f)
{
	struct find *st = f->state;
	struct err err = { 0 };

	st->n = 0;
	if (text_chars(textbox_text(st->box)) >= 2)
		find_anything(session_of(f), textbox_text(st->box), MOST, f->loaded, &st->hits,
			      &st->n, &err);
}

static enum rc find_load(struct frame *f, struct err *err)
{
	struct find *st = f->state;

	(void)err;
	if (!st->box) {
		st->box = textbox_new(TEXT_LINE, 60);
		textbox_set(st->box, f->args.a ? f->args.a : "");
	}
	look(f);
	return RC_OK;
}

static void find_close(struct frame *f)
{
	struct find *st = f->state;

	textbox_free(st->box);
}

static const char *const kind_words[] = {
	[HIT_RECORD] = W_HIT_RECORD,
	[HIT_ITEM] = W_HIT_ITEM,
	[HIT_QUESTION] = W_HIT_QUESTION,
	[HIT_ACTIVITY] = W_HIT_ACTIVITY,
	[HIT_TERM] = W_HIT_TERM,
	[HIT_REGISTER] = W_HIT_REGISTER,
	[HIT_VIEW] = W_VIEW,
	[HIT_REPORT] = W_HIT_REPORT,
};

static void find_build(const struct frame *f, struct page *p)
{
	const struct find *st = f->state;
	const char *typed = textbox_text(st->box);
	struct row *r;

	app_page(f, p, NULL, NULL, W_FIND_TITLE);
	r = page_add(p, ROW_BOX, ID_BOX, W_FIND_TYPE);
	r->box = st->box;
	for (size_t i = 0; i < st->n; i++)
		page_item(p, ID_ROW + (int)i, st->hits[i].title,
			  st->hits[i].where ? st->hits[i].where : kind_words[st->hits[i].kind])
			->key = st->hits[i].id;
	if (place_rows(p, typed) == 0 && typed[0] && !st->n)
		page_text(p, W_FIND_NOTHING);
	for (size_t i = 0; typed[0] && i < sizeof(addable) / sizeof(addable[0]); i++) {
		const struct reg *reg = schema_reg(session_of(f)->schema, addable[i]);

		if (reg)
			page_item(p, ID_ADD + (int)i, page_printf(p, W_FIND_ADD, reg->one), NULL);
	}
	p->focus_id = ID_BOX;
}

static const struct screen *const hit_screens[] = {
	[HIT_ITEM] = &screen_item,         [HIT_QUESTION] = &screen_question,
	[HIT_ACTIVITY] = &screen_activity, [HIT_TERM] = &screen_glossary,
	[HIT_REGISTER] = &screen_register, [HIT_RECORD] = &screen_record,
};

static const struct screen *screen_of(const struct schema *schema, const struct hit *h)
{
	if (h->kind == HIT_VIEW)
		return view_screen(schema_view(schema, h->id)->kind);
	if (h->kind == HIT_REPORT)
		return report_screen(schema_report(schema, h->id));
	return hit_screens[h->kind];
}

static void open_hit(struct frame *f, const struct hit *h, struct nav *n)
{
	const struct schema *schema = session_of(f)->schema;
	struct args args = { .a = h->id };
	char prefix[9];
	const struct reg *reg;

	if (h->kind == HIT_RECORD) {
		reg = id_prefix(h->id, prefix) ? schema_reg(schema, prefix) : NULL;
		if (!reg)
			return;
		args = (struct args){ .a = reg->id, .b = h->id };
	}
	nav_replace(n, screen_of(schema, h), &args);
}

static void find_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct find *st = f->state;
	size_t i = row_at(e, ID_ROW), adding = row_at(e, ID_ADD), place = row_at(e, ID_PLACE);

	if (e->act == ACT_TYPED)
		look(f);
	else if (e->act == ACT_OPEN && e->id == ID_BOX && textbox_text(st->box)[0])
		nav_next(n);
	else if (e->act == ACT_OPEN && e->id >= ID_ROW && i < st->n)
		open_hit(f, &st->hits[i], n);
	else if (e->act == ACT_OPEN && place < NPLACES)
		nav_replace(n, places[place].screen, &(struct args){ .a = places[place].a });
	else if (e->act == ACT_OPEN && adding < sizeof(addable) / sizeof(addable[0]))
		nav_replace(n, &screen_form, &(struct args){ .a = addable[adding] });
}

const struct screen screen_find = {
	.name = "find",
	.title = "Find anything",
	.help = "Type part of a word: entries, checklist points, questions, guidance, screens and explained "
		"words that have it are listed. Accents and capitals make no difference.",
	.state_size = sizeof(struct find),
	.load = find_load,
	.update = find_update,
	.build = find_build,
	.close = find_close,
};
