/* SPDX-License-Identifier: ISC */
/* Settings: what each is, where it comes from; a person's own can be changed here. */
#include <string.h>

#include "app.h"
#include "screens.h"
#include "words.h"

enum { ID_ROW = 100, ID_BOX = 1, ID_OPTION = 10 };

struct settings_state {
	struct textbox *box;
	int editing; /* setting, or -1 */
};

static enum rc settings_open_screen(struct frame *f, struct err *err)
{
	struct settings_state *st = f->state;

	(void)err;
	st->box = textbox_new(TEXT_LINE, 150);
	st->editing = -1;
	return RC_OK;
}

static void settings_close_screen(struct frame *f)
{
	struct settings_state *st = f->state;

	textbox_free(st->box);
}

/* "mark|row" as lines. */
static struct names choices(enum setting k, struct arena *a)
{
	char *copy = arena_str(a, setting_kind_of(k) == SET_BOOL ? "yes|no" : setting_allowed(k));

	for (char *c = copy; *c; c++)
		if (*c == '|')
			*c = '\n';
	return value_lines(copy, a);
}

static void change_rows(const struct settings_state *st, const char *now, struct page *p)
{
	enum setting k = (enum setting)st->editing;
	enum setting_kind kind = setting_kind_of(k);
	struct names c;

	if (kind != SET_BOOL && kind != SET_WORD) {
		page_add(p, ROW_BOX, ID_BOX, setting_title(k))->box = st->box;
		return;
	}
	c = choices(k, p->arena);
	for (size_t i = 0; i < c.n; i++) {
		struct row *r = page_add(p, ROW_RADIO, ID_OPTION + (int)i, c.v[i]);

		r->on = !strcmp(c.v[i], now);
		r->inline_group = true;
	}
}

static void settings_build(const struct frame *f, struct page *p)
{
	const struct settings_state *st = f->state;
	const struct settings *settings = app_of(f)->settings;

	app_page(f, p, NULL, NULL, W_SETTINGS);
	for (int site = 0; site <= 1; site++) {
		page_head(p, site ? W_SETTINGS_SITE : W_SETTINGS_OWN);
		for (int i = 0; i < SETTING_COUNT; i++) {
			enum setting k = (enum setting)i;
			const char *now = settings_text(settings, k);
			struct row *r;

			if (setting_is_site_only(k) != site)
				continue;
			r = page_item(p, ID_ROW + i, setting_title(k), now);
			r->detail = page_printf(p, "%s. %s", setting_help(k),
						settings_where(settings, k));
			if (st->editing == i)
				change_rows(st, now, p);
		}
	}
}

/* What the screen and its keys are made of is laid down at the start; the rest is asked each time. */
static bool counts_at_once(enum setting k)
{
	const char *section = setting_section(k);

	return strcmp(section, "forms") == 0 || strcmp(section, "session") == 0;
}

static void save(struct frame *f, const char *text, struct nav *n)
{
	struct settings_state *st = f->state;
	struct err err = { 0 };
	enum rc rc = settings_save(app_of(f)->settings, (enum setting)st->editing, text, &err);

	if (rc != RC_OK) {
		nav_err(n, &err);
		return;
	}
	nav_say(n, "%s",
		counts_at_once((enum setting)st->editing) ? W_SETTING_SAVED
							  : W_SETTING_SAVED_START);
	nav_focus(n, ID_ROW + st->editing);
	st->editing = -1;
}

static void settings_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct settings_state *st = f->state;
	bool pick = e->act == ACT_OPEN || e->act == ACT_TICK;

	if (e->act == ACT_OPEN && e->id >= ID_ROW) {
		if (setting_is_site_only((enum setting)(e->id - ID_ROW))) {
			nav_say(n, "%s", W_SETTING_SITE);
			return;
		}
		st->editing = e->id - ID_ROW;
		textbox_set(st->box, settings_text(app_of(f)->settings, (enum setting)st->editing));
		nav_next(n);
	} else if (e->act == ACT_OPEN && e->id == ID_BOX) {
		save(f, textbox_text(st->box), n);
	} else if (pick && st->editing >= 0 && e->id >= ID_OPTION && e->id < ID_ROW) {
		struct names c = choices((enum setting)st->editing, f->loaded);

		if (row_at(e, ID_OPTION) < c.n)
			save(f, c.v[e->id - ID_OPTION], n);
	}
}

const struct screen screen_settings = {
	.name = "settings",
	.title = "Settings",
	.help = "How the program looks and behaves for you. Each line says where its present value comes "
		"from. What is kept for the whole site is changed by whoever looks after the server.",
	.state_size = sizeof(struct settings_state),
	.open = settings_open_screen,
	.update = settings_update,
	.build = settings_build,
	.close = settings_close_screen,
};
