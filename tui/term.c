/* SPDX-License-Identifier: ISC */
#include "term.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "keys.h"
#include "paint.h"

static struct {
	SCREEN *screen;
	WINDOW *keys;
	struct caps caps;
	struct painter painter;
	struct buf enter;
	struct termios before;
	bool open, utf8, colour, hidden, exit_set;
	const char *note;
	unsigned char part[4];		/* of a character whose other bytes have not come yet */
	size_t nparts;
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

/* A terminfo string without what old terminals needed to wait for; NULL: there is none. */
static char *capability(const char *name)
{
	const char *s = tigetstr(name);
	struct buf b = { 0 };

	if (!s || s == (char *)-1)
		return NULL;
	for (; *s; s++) {
		const char *end = s[0] == '$' && s[1] == '<' ? strchr(s, '>') : NULL;

		if (end)
			s = end;
		else
			buf_char(&b, *s);
	}
	return b.data;
}

static const char *with_numbers(const char *cap, int a, int b)
{
	const char *s = tiparm(cap, a, b);

	return s ? s : "";
}

/* All attributes off: the short form where the long one only adds a character set we never change. */
static char *attributes_off(void)
{
	char *off = capability("sgr0"), *in = off ? strstr(off, "\033[m") : NULL;

	if (!in && off)
		in = strstr(off, "\033[0m");
	if (in) {
		size_t n = strcspn(in, "m") + 1;

		memmove(off, in, n);
		off[n] = '\0';
	}
	return off;
}

static void find_caps(struct caps *c)
{
	const struct {
		const char *name, **to;
	} v[] = {
		{ "clear", &c->clear }, { "cup", &c->cup },   { "hpa", &c->hpa },   { "vpa", &c->vpa },
		{ "cuf", &c->cuf },	{ "cub", &c->cub },   { "cuu", &c->cuu },   { "cud", &c->cud },
		{ "cuf1", &c->cuf1 },	{ "cuu1", &c->cuu1 }, { "el", &c->el },	    { "ech", &c->ech },
		{ "il", &c->il },	{ "dl", &c->dl },     { "csr", &c->csr },   { "ri", &c->ri },
		{ "bold", &c->bold },	{ "smul", &c->underline }, { "rev", &c->reverse },
		{ "setaf", &c->setaf },
	};

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		*v[i].to = capability(v[i].name);
	c->sgr0 = attributes_off();
	c->short_cup = c->cup && !strcmp(c->cup, "\033[%i%p1%d;%p2%dH");
	c->last_cell = tigetflag("am") <= 0 || tigetflag("xenl") > 0;
	c->utf8 = term.utf8;
	c->colour = term.colour;
	c->param = with_numbers;
}

static void free_caps(struct caps *c)
{
	const char *v[] = { c->clear, c->cup, c->hpa, c->vpa, c->cuf, c->cub, c->cuu, c->cud, c->cuf1,
			    c->cuu1, c->el, c->ech, c->il, c->dl, c->csr, c->ri, c->sgr0, c->bold,
			    c->underline, c->reverse, c->setaf };

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		mem_free((void *)(uintptr_t)v[i]);
	*c = (struct caps){ 0 };
}

static void keep_leave_bytes(void)
{
	static const char *const names[] = { "sgr0", "rmkx", "cnorm", "rmcup" };

	term.nleave = 0;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char *s = capability(names[i]);
		size_t n = s ? strlen(s) : 0;

		if (n && term.nleave + n < sizeof(term.leave)) {
			memcpy(term.leave + term.nleave, s, n);
			term.nleave += n;
		}
		mem_free(s);
	}
}

/* What puts the terminal into the state we draw in: sent with the first screen. */
static void keep_enter_bytes(bool cursor_hidden)
{
	const char *const names[] = { "smcup", "smkx", cursor_hidden ? "civis" : NULL };

	buf_reset(&term.enter);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && names[i]; i++) {
		char *s = capability(names[i]);

		buf_str(&term.enter, s ? s : "");
		mem_free(s);
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
	term.colour = o->colour && tigetnum("colors") >= 8;
	term.hidden = o->cursor_hidden;
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
	find_caps(&term.caps);
	painter_init(&term.painter, &term.caps);
	term.open = true;
	if (!term.exit_set)
		term.exit_set = atexit(term_close) == 0;
	return RC_OK;
}

void term_close(void)
{
	if (!term.open)
		return;
	term.open = false;
	endwin();
	delwin(term.keys);
	delscreen(term.screen);
	painter_clear(&term.painter);
	free_caps(&term.caps);
	buf_clear(&term.enter);
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
	term.painter.unknown = true;
}

void term_suspend(void)
{
	sigset_t stop, was;

	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	endwin();
	signal(SIGTSTP, SIG_DFL);
	sigprocmask(SIG_UNBLOCK, &stop, &was);
	raise(SIGTSTP);
	sigprocmask(SIG_SETMASK, &was, NULL);
	reset_prog_mode();
	keep_enter_bytes(term.hidden);
	term.painter.unknown = true;
}

/* Drawing */

/* All of it in one write, however slow the line takes it. */
static void send(const char *s, size_t len)
{
	while (len > 0) {
		ssize_t n = write(STDOUT_FILENO, s, len);

		if (n > 0) {
			s += n;
			len -= (size_t)n;
		} else if (errno == EAGAIN) {
			struct pollfd p = { .fd = STDOUT_FILENO, .events = POLLOUT };

			poll(&p, 1, -1);
		} else if (errno != EINTR) {
			return;		/* the line is gone; reading will say so */
		}
	}
}

void term_show(const struct canvas *c)
{
	struct buf out = { 0 };

	if (term.enter.len) {
		buf_add(&out, term.enter.data, term.enter.len);
		buf_clear(&term.enter);
	}
	paint(&term.painter, c, &out);
	send(buf_text(&out), out.len);
	buf_clear(&out);
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

/* What most terminals send, whatever their description says. */
static const struct {
	const char *bytes;
	int key;
} common_keys[] = {
	{ "[A", TK_UP },     { "[B", TK_DOWN },	   { "[C", TK_RIGHT },	  { "[D", TK_LEFT },
	{ "OA", TK_UP },     { "OB", TK_DOWN },	   { "OC", TK_RIGHT },	  { "OD", TK_LEFT },
	{ "[H", TK_HOME },   { "[F", TK_END },	   { "OH", TK_HOME },	  { "OF", TK_END },
	{ "[1~", TK_HOME },  { "[4~", TK_END },	   { "[7~", TK_HOME },	  { "[8~", TK_END },
	{ "[5~", TK_PGUP },  { "[6~", TK_PGDN },   { "[3~", TK_DELETE },  { "[2~", TK_INSERT },
	{ "[Z", TK_BACKTAB }, { "OP", TK_F1 },	   { "[11~", TK_F1 },	  { "[[A", TK_F1 },
	{ "[19~", TK_F8 },   { "OM", TK_ENTER },
};

/* A key that curses does not know sends Esc and more: what nobody knows is left out, not typed. */
static int after_escape(void)
{
	char bytes[16] = "";
	size_t n = 0;
	int c = wgetch(term.keys);

	if (c == ERR)
		return TK_ESC;
	if (c != '[' && c != 'O') {
		ungetch(c);
		return TK_ESC;
	}
	do {
		if (n + 1 < sizeof(bytes))
			bytes[n++] = (char)c;
		c = wgetch(term.keys);
	} while (c != ERR && (c < 0x40 || c > 0x7e || (n == 1 && c == '[')));
	if (c != ERR && n + 1 < sizeof(bytes))
		bytes[n++] = (char)c;
	bytes[n] = '\0';
	for (size_t i = 0; i < sizeof(common_keys) / sizeof(common_keys[0]); i++)
		if (!strcmp(common_keys[i].bytes, bytes))
			return common_keys[i].key;
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
			term.painter.unknown = true;	/* Ctrl-L: draw all again */
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
