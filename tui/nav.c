/* SPDX-License-Identifier: ISC */
/* What a screen may ask for, and the screens that the loop itself brings. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "ui.h"
#include "words.h"

static void move(struct nav *n, enum move m, const struct screen *s, const struct args *args)
{
	n->taken = true;
	n->move = m;
	n->screen = s;
	n->args = (struct args){ 0 };
	if (!args)
		return;
	n->args.a = args->a ? arena_str(n->arena, args->a) : NULL;
	n->args.b = args->b ? arena_str(n->arena, args->b) : NULL;
	n->args.c = args->c ? arena_str(n->arena, args->c) : NULL;
	n->args.n = args->n;
}

void nav_open(struct nav *n, const struct screen *s, const struct args *args)
{
	move(n, MOVE_OPEN, s, args);
}

void nav_replace(struct nav *n, const struct screen *s, const struct args *args)
{
	move(n, MOVE_REPLACE, s, args);
}

void nav_back(struct nav *n)
{
	move(n, MOVE_BACK, NULL, NULL);
}

void nav_return(struct nav *n, const char *text)
{
	move(n, MOVE_RETURN, NULL, NULL);
	n->text = text ? arena_str(n->arena, text) : NULL;
}

void nav_home(struct nav *n)
{
	move(n, MOVE_HOME, NULL, NULL);
}

void nav_quit(struct nav *n)
{
	move(n, MOVE_QUIT, NULL, NULL);
}

void nav_reload(struct nav *n)
{
	n->taken = n->reload = true;
}

void nav_settle(struct nav *n)
{
	n->taken = n->settle = true;
}

void nav_focus(struct nav *n, int row_id)
{
	n->taken = n->focus = true;
	n->focus_id = row_id;
}

void nav_next(struct nav *n)
{
	n->taken = n->next = true;
}

void nav_top(struct nav *n)
{
	n->taken = n->top = true;
}

void nav_say(struct nav *n, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	n->taken = true;
	n->say = arena_str(n->arena, text);
}

bool nav_said(const struct nav *n)
{
	return n->say != NULL;
}

void nav_err(struct nav *n, const struct err *err)
{
	char first = err->text[0];

	n->refused = err->rc == RC_NOT_ALLOWED;
	nav_say(n, "%c%s.", toupper((unsigned char)first), first ? err->text + 1 : "");
}

struct frame *nav_frame(struct nav *n)
{
	return n->f;
}

/* Leaving: asked once */

enum { ID_LEAVE = 1, ID_STAY };

static void leave_build(const struct frame *f, struct page *p)
{
	(void)f;
	p->title = TW_LEAVE;
	page_text(p, TW_LEAVE_SAVED);
	page_gap(p);
	page_item(p, ID_LEAVE, TW_LEAVE_YES, NULL)->number = 1;
	page_item(p, ID_STAY, TW_LEAVE_NO, NULL)->number = 2;
}

static void leave_update(struct frame *f, const struct event *e, struct nav *n)
{
	(void)f;
	if (e->act == ACT_QUIT || (e->act == ACT_OPEN && e->id == ID_LEAVE))
		move(n, MOVE_END, NULL, NULL);
	else if (e->act == ACT_OPEN && e->id == ID_STAY)
		nav_back(n);
}

const struct screen screen_leave = {
	.name = "leave",
	.title = TW_LEAVE,
	.help = TW_LEAVE_SAVED,
	.update = leave_update,
	.build = leave_build,
};

/* The guidance on a screen of its own, where it has no room beside the work */

static void guidance_part(struct page *p, const char *s, size_t len)
{
	if (len > 2 && !strncmp(s, "# ", 2))
		page_head(p, arena_strn(p->arena, s + 2, len - 2));
	else if (len == 0)
		page_gap(p);
	else
		page_text(p, arena_strn(p->arena, s, len));
}

static void guidance_rows(struct page *p, const char *side)
{
	for (const char *s = side; s && *s;) {
		const char *end = strchr(s, '\n');
		size_t len = end ? (size_t)(end - s) : strlen(s);

		guidance_part(p, s, len);
		s += end ? len + 1 : len;
	}
}

static void guidance_build(const struct frame *f, struct page *p)
{
	p->place = f->args.c;
	p->title = f->args.a && f->args.a[0] ? f->args.a : TW_GUIDANCE;
	guidance_rows(p, f->args.b);
}

static void guidance_update(struct frame *f, const struct event *e, struct nav *n)
{
	(void)f;
	if (e->act == ACT_GUIDANCE)
		nav_return(n, "-guidance");
}

const struct screen screen_guidance = {
	.name = "guidance",
	.title = TW_GUIDANCE,
	.help = TW_GUIDANCE_HELP,
	.update = guidance_update,
	.build = guidance_build,
};
