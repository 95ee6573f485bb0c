/* SPDX-License-Identifier: ISC */
/* Keys and actions: what each does to the focus, and what goes to the screen. */

#include "ui.h"
#include "words.h"

/* Actions */

static void open_screen(struct ui *u, const struct screen *s, const struct args *args)
{
	struct err err = { 0 };
	struct open *o = u->open;
	struct row r;

	if (!s || s == o->f.screen)
		return;
	if (ui_focused(u, &r) && row_is_box(&r))
		ui_send(u, ACT_LEFT_BOX, 0, NULL);
	if (u->open == o && ui_open(u, s, args, &err) == RC_OK) {
		ui_say(u, NULL);
		ui_build(u);
	}
}

static void open_row(struct ui *u)
{
	struct row r;

	if (!ui_focused(u, &r))
		return;
	if (!row_focusable(&r))
		ui_act(u, ACT_NEXT, 0); /* read; now to what there is to do */
	else if (r.id == ID_MORE)
		ui_act(u, ACT_MORE, 0);
	else if (r.kind == ROW_ERROR && r.target >= 0)
		ui_focus(u, page_find(&u->page, r.target));
	else
		ui_send(u, ACT_OPEN, 0, NULL);
}

static void tick(struct ui *u)
{
	struct row r;

	if (!ui_focused(u, &r) || !row_focusable(&r))
		return;
	if (r.kind == ROW_BUTTON || r.kind == ROW_ERROR)
		open_row(u);
	else
		ui_send(u, ACT_TICK, 0, NULL);
}

static void digit(struct ui *u, int number)
{
	for (size_t i = 0; i < u->page.nrows; i++) {
		const struct row *r = &u->page.rows[i];

		if (r->number == number && row_focusable(r)) {
			ui_focus(u,
				 i >= u->page.list_at && u->page.list_n ? i + u->page.list_n : i);
			if (row_is_box(r))
				return;
			open_row(u);
			return;
		}
	}
	ui_send(u, ACT_DIGIT, number, NULL);
}

static void guidance(struct ui *u)
{
	struct open *o = u->open;

	if (ui_send(u, ACT_GUIDANCE, 0, NULL) || u->open != o)
		return;
	if (!u->page.side || !u->page.side[0]) {
		ui_say(u, TW_NO_GUIDANCE);
		return;
	}
	if (u->opts.plain || u->layout.side_x > 0 ? u->opts.plain || layout_side_cut(&u->layout)
						  : u->opts.single || u->cols < DRAW_SIDE_COLS) {
		open_screen(u, &screen_guidance,
			    &(struct args){ .a = u->page.side_title,
					    .b = u->page.side,
					    .c = u->page.place });
		return;
	}
	o->f.guidance = u->layout.side_x == 0;
	ui_build(u);
}

static void edit_box(struct ui *u, enum action act)
{
	struct row r;
	bool did;

	if (!ui_focused(u, &r) || !row_is_box(&r) || !r.box)
		return;
	if (act == ACT_CUT)
		did = textbox_cut_line(r.box, layout_box_cols(&u->layout, &r));
	else if (act == ACT_PASTE)
		did = textbox_paste_line(r.box);
	else
		did = textbox_undo(r.box);
	if (!did) {
		ui_say(u, act == ACT_CUT     ? TW_NOTHING_TO_CUT
			  : act == ACT_PASTE ? TW_NOTHING_CUT
					     : TW_NOTHING_TYPED);
		return;
	}
	ui_send(u, ACT_TYPED, 0, NULL);
}

static void open_more(struct ui *u)
{
	const struct open *o = u->open;
	int n = u->page.side && u->page.side[0] ? MORE_SIDE : 0;
	struct row r = { .kind = ROW_GAP };

	if (o->work < page_count(&u->page))
		page_row(&u->page, o->work, &r);
	if (row_is_box(&r))
		n |= MORE_BOX;
	open_screen(u, u->hooks.more,
		    &(struct args){ .a = o->f.screen->name, .b = o->f.args.a, .n = n });
}

/* The screen in front; of guidance, the one that it is about. */
static const char *asked_about(const struct ui *u)
{
	const struct open *o = u->open;

	return (o->f.screen == &screen_guidance && o->below ? o->below : o)->f.screen->name;
}

/* What the loop does with an action that the screen did not take. */
static void fall_back(struct ui *u, enum action act)
{
	if (act == ACT_HELP)
		open_screen(u, u->hooks.help, &(struct args){ .a = asked_about(u) });
	else if (act == ACT_MORE)
		open_more(u);
	else if (act == ACT_QUIT)
		open_screen(u, &screen_leave, NULL);
	else if (act == ACT_BACK)
		ui_back(u);
	else
		ui_send_app(u, act);
}

void ui_act(struct ui *u, enum action act, int number)
{
	struct open *o = u->open;

	if (ui_move(u, act))
		return;
	switch (act) {
	case ACT_NONE:
		break;
	case ACT_OPEN:
		open_row(u);
		break;
	case ACT_TICK:
		tick(u);
		break;
	case ACT_DIGIT:
		digit(u, number);
		break;
	case ACT_GUIDANCE:
		guidance(u);
		break;
	case ACT_MESSAGE:
		u->on_message = true;
		if (u->opts.plain) /* there is no line to go to: it is said again */
			ui_say(u, u->told.len ? buf_text(&u->told) : TW_NO_MESSAGE);
		break;
	case ACT_CUT:
	case ACT_PASTE:
	case ACT_UNTYPE:
		edit_box(u, act);
		break;
	default:
		if (!ui_send(u, act, number, NULL) && u->open == o && !u->ended)
			fall_back(u, act);
	}
}

/* Keys */

static enum action bound(const struct keybind *v, int key)
{
	for (; v && v->key; v++)
		if (v->key == key)
			return v->act;
	return ACT_NONE;
}

static bool is_letter(int key)
{
	return key > ' ' && key < TK_NONE && !(key >= '0' && key <= '9');
}

enum action ui_key_action(const struct ui *u, int key, const struct row *r, bool *own)
{
	enum action act;

	*own = false;
	if (r && row_is_box(r))
		return bound(keys_box, key);
	if (is_letter(key) && !u->opts.letter_keys)
		return ACT_NONE;
	act = bound(u->open->f.screen->keys, key);
	if (act != ACT_NONE) {
		*own = true;
		return act;
	}
	if (key >= '0' && key <= '9')
		return ACT_DIGIT;
	return bound(keys_common, key);
}

/* A letter that stands before a row opens it, where nothing else is bound to it here. */
static bool letter_row(struct ui *u, int key)
{
	if (key >= 0x7f || !u->opts.letter_keys || bound(u->open->f.screen->keys, key) != ACT_NONE)
		return false;
	for (size_t i = 0; i < u->page.nrows; i++) {
		const struct row *r = &u->page.rows[i];

		if (r->letter && r->letter == key && row_focusable(r)) {
			ui_focus(u,
				 i >= u->page.list_at && u->page.list_n ? i + u->page.list_n : i);
			open_row(u);
			return true;
		}
	}
	return false;
}

void ui_say_lost(struct ui *u, size_t n, bool full)
{
	if (n == 0)
		return;
	if (u->message.len)
		buf_char(&u->message, ' ');
	if (n > 1)
		buf_printf(&u->message, full ? TW_BOX_FULL_OF : TW_LEFT_OUT, n);
	else
		buf_str(&u->message, full ? TW_BOX_FULL : TW_LEFT_OUT_1);
}

/* True when the box that has the focus took the key. */
static bool key_in_box(struct ui *u, int key, const struct row *r)
{
	size_t edits = textbox_edits(r->box), lost = textbox_lost(r->box);

	if (!textbox_key(r->box, key, layout_box_cols(&u->layout, r)))
		return false;
	if (textbox_lost(r->box) != lost) {
		ui_say(u, NULL);
		ui_say_lost(u, 1, textbox_left(r->box) == 0);
	}
	if (textbox_edits(r->box) != edits)
		ui_send(u, ACT_TYPED, 0, NULL);
	return true;
}

/* In a box of one line the newline behind a copied line is no blank. */
static size_t without_end(const char *text, size_t len, enum text_kind kind)
{
	while (kind == TEXT_LINE && len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r'))
		len--;
	return len;
}

/* A question that fills a small screen is read first: what is typed or pasted is its answer. */
static void go_to_answer(struct ui *u)
{
	size_t at = page_reads_to(&u->page, u->open->f.focus);
	struct row r;

	if (at == u->open->f.focus || at >= page_count(&u->page))
		return;
	page_row(&u->page, at, &r);
	if (row_is_box(&r))
		ui_focus(u, at);
}

void ui_paste(struct ui *u, const char *text, size_t len, size_t over, bool on)
{
	struct row r;

	if (u->ended)
		return;
	ui_look(u);
	if (u->ended)
		return;
	u->on_message = u->interrupted = false;
	ui_say(u, NULL);
	go_to_answer(u);
	if (ui_focused(u, &r) && row_is_box(&r) && r.box) {
		over += textbox_insert(r.box, text, without_end(text, len, textbox_kind(r.box)));
		u->paste_lost = on ? u->paste_lost + over : over;
		ui_say_lost(u, u->paste_lost, textbox_left(r.box) == 0);
		ui_send(u, ACT_TYPED, 0, NULL);
	} else {
		ui_say(u, TW_PASTE_WHERE);
	}
	ui_pressed(u);
	if (!u->ended)
		ui_build(u);
}

static bool is_move(enum action act)
{
	return act >= ACT_UP && act <= ACT_PREVIOUS;
}

/* It acts on no line. */
static bool is_harmless(const struct ui *u, int key)
{
	struct row r = { .kind = ROW_GAP };
	enum action act;
	bool own;

	if (ui_focused(u, &r) && row_is_box(&r) && r.box)
		return true;
	act = ui_key_action(u, key, &r, &own);
	return is_move(act) || act == ACT_BACK || act == ACT_HELP || act == ACT_QUIT;
}

/* What a person pressed, once the loop's own concerns are out of the way. */
static void pressed(struct ui *u, int key)
{
	struct row r = { .kind = ROW_GAP };
	enum action act;
	bool own;

	if (!is_harmless(u, key) && ui_gone(u))
		return;
	u->gone = false;
	if ((key >= ' ' && key < 0x7f) || (key > 0x9f && key < TK_NONE))
		go_to_answer(u);
	if (ui_focused(u, &r) && row_is_box(&r) && r.box) {
		if (key_in_box(u, key, &r))
			return;
	} else if (letter_row(u, key)) {
		return;
	}
	act = ui_key_action(u, key, &r, &own);
	if (own && is_move(act) && ui_send(u, act, 0, NULL))
		return;
	ui_act(u, act, act == ACT_DIGIT ? key - '0' : 0);
}

/* A move does nothing to the store: it need not wait for what others did. */
static bool only_moves(const struct ui *u, int key)
{
	struct row r = { .kind = ROW_GAP };
	bool own;

	return (!ui_focused(u, &r) || !row_is_box(&r)) &&
	       is_move(ui_key_action(u, key, &r, &own)) && !own;
}

void ui_key(struct ui *u, int key)
{
	bool again = u->interrupted;

	if (u->ended)
		return;
	if (key == TK_HANGUP || key == TK_TERM || key == TK_QUIT) {
		ui_end(u, key == TK_HANGUP ? 129 : key == TK_QUIT ? 131 : 143);
		return;
	}
	if (key == TK_TICK) {
		ui_tell_place(u);
		ui_second(u);
	}
	if (u->ended)
		return;
	if (key < TK_RESIZE && key != TK_NONE && only_moves(u, key))
		u->look = true;
	else if (key != TK_TICK || !u->look_later)
		ui_look(u);
	if (key >= TK_RESIZE || key == TK_NONE)
		return;
	u->on_message = false;
	u->interrupted = key == TK_INTERRUPT;
	if (u->interrupted && again) {
		ui_end(u, 130);
		return;
	}
	pressed(u, key);
	ui_pressed(u);
	if (!u->ended)
		ui_build(u); /* what stands beside may speak of the focused row */
}
