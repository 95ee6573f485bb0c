/* SPDX-License-Identifier: ISC */
/*
 * demo_list - a long list, a form and a page with guidance on a real terminal
 *
 * What the writers send is measured on it, and the pty tests drive it.
 * Usage: demo_list [--plain] [--ascii] [--suspend] [--colour] [--row] [--hidden] [--single]
 *                  [--no-letters] [--esc MS] [--rows N] [--crash]
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tui/screen.h"

struct demo {
	size_t rows;
	bool crash; /* a mark does what no program should */
	bool *on;
	unsigned char *status;
	uintptr_t nowhere;
};

static const char *const words[] = { "not started", "in progress", "completed" };

/* The form */

enum { ID_NAME = 1, ID_NOTE, ID_RADIO, ID_SAVE = 20 };

struct form {
	struct textbox *name, *note;
	int chosen;
};

static enum rc form_open(struct frame *f, struct err *err)
{
	struct form *s = f->state;

	(void)err;
	s->name = textbox_new(TEXT_LINE, 200);
	s->note = textbox_new(TEXT_LONG, 8000);
	return RC_OK;
}

static void form_close(struct frame *f)
{
	struct form *s = f->state;

	textbox_free(s->name);
	textbox_free(s->note);
}

static void form_build(const struct frame *f, struct page *p)
{
	const struct form *s = f->state;
	static const char *const answers[] = { "Not started", "In progress", "Done", "Not needed" };
	struct row *r;

	p->place = "Demo > Form";
	p->who = "tester";
	p->title = "Who will do it, and how does it stand?";
	r = page_add(p, ROW_BOX, ID_NAME, "Who will do it?");
	r->box = s->name;
	r->hint = "For example, a partner";
	page_head(p, "How it stands");
	for (int i = 0; i < 4; i++) {
		r = page_add(p, ROW_RADIO, ID_RADIO + i, answers[i]);
		r->on = s->chosen == i;
		r->inline_group = true;
	}
	r = page_add(p, ROW_AREA, ID_NOTE, "What is in place?");
	r->box = s->note;
	page_button(p, ID_SAVE, "Save and go back");
	p->side_title = "Why this matters";
	p->side = "A list made by statutory partners alone often misses charities.\n\n"
		  "# What good looks like\n- each provider has seen its entry\n- the date is there";
}

static void form_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct form *s = f->state;

	if (e->act == ACT_OPEN && e->id == ID_NAME)
		nav_next(n);
	if ((e->act == ACT_OPEN || e->act == ACT_TICK) && e->id >= ID_RADIO &&
	    e->id < ID_RADIO + 4) {
		s->chosen = e->id - ID_RADIO;
		if (e->act == ACT_OPEN)
			nav_next(n);
	}
	if (e->act == ACT_OPEN && e->id == ID_SAVE) {
		nav_say(n, "Saved: %s", textbox_text(s->name));
		nav_back(n);
	}
}

static const struct screen screen_form = {
	.name = "form",
	.title = "Form",
	.help = "A form.",
	.state_size = sizeof(struct form),
	.open = form_open,
	.close = form_close,
	.update = form_update,
	.build = form_build,
};

/* The list */

static void list_row(const void *arg, size_t i, struct arena *a, struct row *out)
{
	const struct demo *d = arg;

	out->kind = ROW_TICK;
	out->id = (int)i;
	out->text = arena_printf(a, "Service %zu for people in the justice system, area %zu", i + 1,
				 i * 7 % 13);
	out->on = d->on[i];
	out->status = words[d->status[i]];
}

static void list_build(const struct frame *f, struct page *p)
{
	const struct demo *d = f->app;

	p->place = "Demo > Services";
	p->who = "tester";
	p->title = "Services";
	p->title_right = page_printf(p, "%zu services", d->rows);
	p->list_n = d->rows;
	p->list_row = list_row;
	p->list_arg = d;
}

static void list_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct demo *d = f->app;

	if (e->id < 0 || (size_t)e->id >= d->rows)
		return;
	if (e->act == ACT_TICK) {
		d->on[e->id] = !d->on[e->id];
		nav_reload(n);
	} else if (e->act == ACT_ORDER && d->crash) {
		*(volatile char *)d->nowhere = 1; /* no page is there */
	} else if (e->act == ACT_ORDER) {
		d->status[e->id] = (unsigned char)((d->status[e->id] + 1) % 3);
		nav_reload(n);
	} else if (e->act == ACT_OPEN) {
		nav_open(n, &screen_form, NULL);
	}
}

static const struct keybind keys[] = { { 'm', ACT_ORDER, "next status" }, KEYBIND_END };

static const struct screen screen_list = {
	.name = "list",
	.title = "Services",
	.help = "A list.",
	.keys = keys,
	.update = list_update,
	.build = list_build,
};

/* Help and More actions as a program brings them */

static void more_build(const struct frame *f, struct page *p)
{
	(void)f;
	p->title = "More actions";
	page_item(p, ACT_ORDER, "Next status", "m")->number = 1;
	page_item(p, ACT_QUIT, "Leave", "q")->number = 2;
}

static void more_update(struct frame *f, const struct event *e, struct nav *n)
{
	(void)f;
	if (e->act == ACT_OPEN && e->id > 0)
		nav_return(n, action_name((enum action)e->id));
}

static const struct screen screen_more = {
	.name = "more",
	.title = "More actions",
	.help = "All actions.",
	.update = more_update,
	.build = more_build,
};

static void help_build(const struct frame *f, struct page *p)
{
	p->title = "Help";
	for (int i = 1; i <= 40; i++)
		page_text(p, page_printf(p, "Line %d of the help for %s.", i, f->args.a));
}

static const struct screen screen_help = {
	.name = "help",
	.title = "Help",
	.help = "Help.",
	.build = help_build,
};

int main(int argc, char **argv)
{
	struct demo d = { .rows = 500, .nowhere = 16 };
	struct ui_opts o = { .letter_keys = true };
	struct ui_hooks h = { .app = &d, .help = &screen_help, .more = &screen_more };
	struct err err = { 0 };
	int status;

	const struct {
		const char *name;
		bool *to;
	} flags[] = {
		{ "--plain", &o.plain },       { "--ascii", &o.ascii },
		{ "--suspend", &o.suspend },   { "--colour", &o.colour },
		{ "--row", &o.highlight_row }, { "--hidden", &o.cursor_hidden },
		{ "--single", &o.single },     { "--crash", &d.crash },
	};

	for (int i = 1; i < argc; i++) {
		for (size_t j = 0; j < sizeof(flags) / sizeof(flags[0]); j++)
			if (!strcmp(argv[i], flags[j].name))
				*flags[j].to = true;
		if (!strcmp(argv[i], "--no-letters"))
			o.letter_keys = false;
		else if (!strcmp(argv[i], "--esc") && i + 1 < argc)
			o.esc_ms = (int)strtol(argv[++i], NULL, 10);
		else if (!strcmp(argv[i], "--rows") && i + 1 < argc)
			d.rows = (size_t)strtoul(argv[++i], NULL, 10);
	}
	d.on = mem_alloc(d.rows * sizeof(*d.on));
	d.status = mem_alloc(d.rows);
	status = ui_run(&o, &h, &screen_list, NULL, &err);
	if (err.text[0])
		fprintf(stderr, "demo_list: %s\n", err.text);
	mem_free(d.on);
	mem_free(d.status);
	return status;
}
