/* SPDX-License-Identifier: ISC */
#include "term.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "keys.h"
#include "theme.h"

/* curses.h names these as macros; what we call so is ours */
#undef buttons

static struct {
	SCREEN *screen;
	WINDOW *keys;
	struct canvas shown;
	struct termios before;
	bool open, utf8, colour, whole, exit_set;
	const char *note;
	unsigned char part[4];		/* of a character whose other bytes have not come yet */
	size_t nparts;
	int later;			/* a key that came with the one before; TK_NONE: none */
	char leave[128];		/* bytes that leave the full screen, for a fatal end */
	size_t nleave;
} term;

static volatile sig_atomic_t got_resize, got_hangup, got_term, got_interrupt;
static sigset_t waiting_mask;		/* signals are let in while we wait */

/* Signals */

static void on_signal(int sig)
{
	int kept = errno;

	if (sig == SIGWINCH)
		got_resize = 1;
	else if (sig == SIGHUP)
		got_hangup = 1;
	else if (sig == SIGTERM)
		got_term = 1;
	else
		got_interrupt = 1;
	errno = kept;
}

/* The end of a run that went wrong: what can be done with write() and tcsetattr() alone. */
static void on_fatal(int sig)
{
	if (term.open) {
		ssize_t sent = write(STDOUT_FILENO, term.leave, term.nleave);

		(void)sent;
		tcsetattr(STDIN_FILENO, TCSANOW, &term.before);
	}
	signal(sig, SIG_DFL);
	raise(sig);
}

void term_signals(void)
{
	static const int ours[] = { SIGWINCH, SIGHUP, SIGTERM, SIGINT };
	static const int fatal[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
	struct sigaction act = { .sa_handler = on_signal }, was;
	sigset_t block;

	sigemptyset(&block);
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++) {
		sigaction(ours[i], &act, NULL);
		sigaddset(&block, ours[i]);
	}
	sigaddset(&block, SIGTSTP);
	sigprocmask(SIG_BLOCK, &block, &waiting_mask);
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		sigdelset(&waiting_mask, ours[i]);
	signal(SIGPIPE, SIG_IGN);
	act.sa_handler = on_fatal;
	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
		if (sigaction(fatal[i], NULL, &was) == 0 && was.sa_handler == SIG_DFL)
			sigaction(fatal[i], &act, NULL);
}

static int signal_key(void)
{
	static const struct {
		volatile sig_atomic_t *got;
		int key;
	} flags[] = {
		{ &got_hangup, TK_HANGUP }, { &got_term, TK_TERM },
		{ &got_interrupt, TK_INTERRUPT }, { &got_resize, TK_RESIZE },
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (*flags[i].got) {
			*flags[i].got = 0;
			return flags[i].key;
		}
	}
	return TK_NONE;
}

/* Opening and closing */

static bool is_utf8(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

/* A kiosk login has no language set; what is stored is UTF-8 all the same. */
static void find_locale(void)
{
	static const char *const names[] = { "", "C.UTF-8", "C.utf8", "en_GB.UTF-8" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (setlocale(LC_CTYPE, names[i]) && is_utf8())
			break;
	term.utf8 = is_utf8();
}

/* The terminal that TERM names, or one that most others understand. */
static SCREEN *find_terminal(void)
{
	static const char *const others[] = { "xterm-256color", "xterm", "vt100" };
	const char *name = getenv("TERM");
	SCREEN *s = name && name[0] ? newterm(name, stdout, stdin) : NULL;

	for (size_t i = 0; !s && i < sizeof(others) / sizeof(others[0]); i++) {
		s = newterm(others[i], stdout, stdin);
		if (s)
			term.note = others[i];
	}
	return s;
}

static void keep_leave_bytes(void)
{
	const char *parts[] = { tigetstr("sgr0"), tigetstr("rmkx"), tigetstr("cnorm"), tigetstr("rmcup") };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		size_t n = parts[i] && parts[i] != (char *)-1 ? strlen(parts[i]) : 0;

		if (term.nleave + n < sizeof(term.leave)) {
			memcpy(term.leave + term.nleave, parts[i], n);
			term.nleave += n;
		}
	}
}

static void modes(const struct ui_opts *o)
{
	raw();			/* Ctrl-S and Ctrl-C come as keys */
	noecho();
	nonl();
	typeahead(-1);
	set_escdelay(o->esc_ms > 0 ? o->esc_ms : 100);
	term.keys = newpad(1, 1);
	keypad(term.keys, TRUE);
	nodelay(term.keys, TRUE);
	leaveok(stdscr, FALSE);
	if (o->colour && has_colors()) {
		start_color();
		use_default_colors();
		init_pair(COLOUR_BLUE, COLOR_BLUE, -1);
		init_pair(COLOUR_YELLOW, COLOR_YELLOW, -1);
		init_pair(COLOUR_MAGENTA, COLOR_MAGENTA, -1);
		term.colour = true;
	}
}

enum rc term_open(const struct ui_opts *o, struct err *err)
{
	const char *name = getenv("TERM");

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(err, RC_USAGE, "there is no terminal here; use --plain, or a command such "
			       "as 'cairn status'");
	find_locale();
	if (name && !strcmp(name, "dumb"))
		return RC_NOT_FOUND;
	tcgetattr(STDIN_FILENO, &term.before);
	term_signals();
	term.screen = find_terminal();
	if (!term.screen)
		return RC_NOT_FOUND;
	if (!tigetstr("cup") || tigetstr("cup") == (char *)-1) {
		endwin();
		delscreen(term.screen);
		term.screen = NULL;
		return RC_NOT_FOUND;
	}
	modes(o);
	keep_leave_bytes();
	/* after a first endwin() curses writes once for a refresh, not once for each motion */
	endwin();
	term.later = TK_NONE;
	term.open = term.whole = true;
	if (o->cursor_hidden)
		curs_set(0);
	if (!term.exit_set)
		term.exit_set = atexit(term_close) == 0;
	return RC_OK;
}

void term_close(void)
{
	if (!term.open)
		return;
	term.open = false;
	move(LINES - 1, 0);
	endwin();
	delwin(term.keys);
	delscreen(term.screen);
	canvas_clear(&term.shown);
	term.screen = NULL;
}

const char *term_note(void)
{
	return term.note;
}

bool term_utf8(void)
{
	return term.utf8;
}

void term_size(int *rows, int *cols)
{
	struct winsize w;

	*rows = 24;
	*cols = 80;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_row > 0 && w.ws_col > 0) {
		*rows = w.ws_row;
		*cols = w.ws_col;
	} else if (LINES > 0 && COLS > 0) {
		*rows = LINES;
		*cols = COLS;
	}
	if (term.open && (*rows != LINES || *cols != COLS))
		resize_term(*rows, *cols);
	term.whole = true;
}

void term_suspend(void)
{
	raise(SIGTSTP);		/* waits until signals are let in, and curses has its own way with it */
}

/* Drawing */

static attr_t attributes(const struct cell *c)
{
	const struct look *look = theme_look((enum role)c->role);
	attr_t a = A_NORMAL;

	if (look->mono & THEME_BOLD)
		a |= A_BOLD;
	if (look->mono & THEME_UNDERLINE)
		a |= A_UNDERLINE;
	if (c->reverse)
		a |= A_REVERSE;
	if (term.colour && look->colour != COLOUR_OWN)
		a |= COLOR_PAIR(look->colour);
	/* a blank looks the same in every role: no bytes for what cannot be seen */
	if (c->s[0] == ' ' && !(look->mono & THEME_UNDERLINE))
		a &= A_REVERSE;
	return a;
}

static void put_cell(int y, int x, const struct cell *c)
{
	attrset(attributes(c));
	if (!term.utf8 && (unsigned char)c->s[0] >= 0x80) {
		mvaddch(y, x, '?');
		if (c->cols == 2)
			addch(' ');
	} else if (c->s[1] == '\0') {
		mvaddch(y, x, (chtype)(unsigned char)c->s[0] | attributes(c));
	} else {
		mvaddstr(y, x, c->s);
	}
}

static bool has_wide(const struct canvas *c, int y)
{
	for (int x = 0; x < c->cols; x++) {
		const struct cell *cell = canvas_at(c, y, x);

		if (cell->cols != 1 || cell->s[1] != '\0')
			return true;
	}
	return false;
}

static bool row_differs(const struct canvas *a, const struct canvas *b, int y)
{
	for (int x = 0; x < a->cols; x++)
		if (!cell_same(canvas_at(a, y, x), canvas_at(b, y, x)))
			return true;
	return false;
}

/* Only what changed reaches curses; a row with wide characters goes as a whole. */
static void put_row(const struct canvas *c, int y, bool all)
{
	bool whole = all || has_wide(c, y) || has_wide(&term.shown, y);

	if (!all && !row_differs(c, &term.shown, y))
		return;
	for (int x = 0; x < c->cols; x++) {
		const struct cell *cell = canvas_at(c, y, x);

		if (cell->cols && (whole || !cell_same(cell, canvas_at(&term.shown, y, x))))
			put_cell(y, x, cell);
	}
}

/*
 * Another view: is it cheaper to clear first? Counted in characters: what has
 * to be written on an empty screen, and what would have to be changed.
 */
static bool cheaper_cleared(const struct canvas *c)
{
	enum { CLEAR = 7, MOVE = 5, ERASE = 3 };
	int anew = CLEAR, change = 0;

	for (int y = 0; y < c->rows; y++) {
		int ink = 0, changed = 0, was = 0;

		for (int x = 0; x < c->cols; x++) {
			const struct cell *a = canvas_at(c, y, x), *b = canvas_at(&term.shown, y, x);
			bool blank = a->s[0] == ' ';

			ink += !blank;
			was += b->s[0] != ' ';
			changed += !blank && !cell_same(a, b);
		}
		anew += ink ? ink + MOVE : 0;
		change += changed ? changed + MOVE : 0;
		change += was > ink - changed ? ERASE + MOVE : 0;
	}
	return anew < change;
}

void term_show(const struct canvas *c, bool fresh)
{
	bool all = term.whole || c->rows != term.shown.rows || c->cols != term.shown.cols;

	if (!all && fresh)
		all = cheaper_cleared(c);
	if (all)
		clear();
	for (int y = 0; y < c->rows; y++)
		put_row(c, y, all);
	if (all || term.shown.rows != c->rows)
		canvas_resize(&term.shown, c->rows, c->cols);
	memcpy(term.shown.cell, c->cell, (size_t)c->rows * (size_t)c->cols * sizeof(*c->cell));
	term.whole = false;
	move(c->y, c->x);	/* last, so that it is where the focus is */
	refresh();
}

/* Keys */

static const struct {
	int from, key;
} curses_keys[] = {
	{ KEY_UP, TK_UP },	    { KEY_DOWN, TK_DOWN },	{ KEY_LEFT, TK_LEFT },
	{ KEY_RIGHT, TK_RIGHT },    { KEY_HOME, TK_HOME },	{ KEY_END, TK_END },
	{ KEY_PPAGE, TK_PGUP },	    { KEY_NPAGE, TK_PGDN },	{ KEY_ENTER, TK_ENTER },
	{ KEY_BACKSPACE, TK_BACKSPACE }, { KEY_DC, TK_DELETE },	{ KEY_IC, TK_INSERT },
	{ KEY_BTAB, TK_BACKTAB },   { KEY_F(1), TK_F1 },	{ KEY_F(8), TK_F8 },
	{ '\r', TK_ENTER },	    { '\n', TK_ENTER },		{ '\t', TK_TAB },
	{ 0x7f, TK_BACKSPACE },	    { 0x08, TK_BACKSPACE },	{ 0x03, TK_INTERRUPT },
	{ 0x0b, TK_CUT_LINE },	    { 0x19, TK_PASTE_LINE },	{ 0x1a, TK_UNDO_TYPING },
	{ 0x1b, TK_ESC },
};

static int named_key(int c)
{
	for (size_t i = 0; i < sizeof(curses_keys) / sizeof(curses_keys[0]); i++)
		if (curses_keys[i].from == c)
			return curses_keys[i].key;
	return TK_NONE;
}

/* A key that curses does not know sends Esc and more: all of it is left out, not typed. */
static int after_escape(void)
{
	int c = wgetch(term.keys);

	if (c == ERR)
		return TK_ESC;
	if (c != '[' && c != 'O') {
		ungetch(c);
		return TK_ESC;
	}
	do
		c = wgetch(term.keys);
	while (c != ERR && (c < 0x40 || c > 0x7e));
	return TK_NONE;
}

/* The character that is whole with this byte; TK_NONE while it is not. */
static int joined(int byte)
{
	size_t want;
	int c;

	if (byte < 0x80) {
		term.nparts = 0;
		return byte;
	}
	if (byte >= 0xc0)
		term.nparts = 0;
	else if (term.nparts == 0)
		return TK_NONE;
	term.part[term.nparts++] = (unsigned char)byte;
	want = term.part[0] >= 0xf0 ? 4 : term.part[0] >= 0xe0 ? 3 : 2;
	if (term.nparts < want)
		return TK_NONE;
	c = term.part[0] & (0x7f >> want);
	for (size_t i = 1; i < want; i++)
		c = c << 6 | (term.part[i] & 0x3f);
	term.nparts = 0;
	return c >= 0x80 && c < TK_NONE ? c : TK_NONE;
}

/* The next key that is there to be read. *got: something was read. */
static int read_key(bool *got)
{
	int c, key;

	*got = false;
	while ((c = wgetch(term.keys)) != ERR) {
		*got = true;
		key = named_key(c);
		if (key == TK_ESC)
			key = after_escape();
		else if (key == TK_NONE && c == 0x0c)
			term.whole = true;	/* Ctrl-L: draw all again */
		else if (key == TK_NONE && c >= ' ' && c <= 0xff)
			key = joined(c);
		if (key != TK_NONE || c == 0x0c)
			return key == TK_NONE ? TK_RESIZE : key;
	}
	return TK_NONE;
}

bool term_waiting(void)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&p, 1, 0) > 0;
}

int term_key(bool wait)
{
	enum { LOST = 3, TICK_S = 1 };
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
	struct timespec time = { wait ? TICK_S : 0, 0 };
	int empty = 0, key, n;
	bool got;

	for (;;) {
		key = read_key(&got);
		if (key != TK_NONE)
			return key;
		n = ppoll(&p, 1, &time, &waiting_mask);
		if ((key = signal_key()) != TK_NONE)
			return key;
		if (n == 0)
			return wait ? TK_TICK : TK_NONE;
		if (n < 0)
			continue;
		if (p.revents & (POLLHUP | POLLERR | POLLNVAL))
			return TK_HANGUP;
		key = read_key(&got);
		if (key != TK_NONE)
			return key;
		if (!got && ++empty >= LOST)
			return TK_HANGUP;	/* ready again and again, and nothing comes: the line is gone */
	}
}

/* Lines */

int term_read_line(struct buf *line)
{
	static char bytes[1024];
	static size_t n, at;
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
	struct timespec tick = { 1, 0 };
	ssize_t got;
	int key;

	buf_reset(line);
	for (;;) {
		while (at < n) {
			char c = bytes[at++];

			if (c == '\n')
				return TK_ENTER;
			if (c != '\r')
				buf_char(line, c);
		}
		key = ppoll(&p, 1, &tick, &waiting_mask);
		if (key == 0)
			return TK_TICK;
		if ((key = signal_key()) != TK_NONE)
			return key;
		if (!p.revents)
			continue;
		got = read(STDIN_FILENO, bytes, sizeof(bytes));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return line->len ? TK_ENTER : TK_NONE;
		n = (size_t)got;
		at = 0;
	}
}
