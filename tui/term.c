/* SPDX-License-Identifier: ISC */
#include "term.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <term.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "../core/store/guard.h"
#include "input.h"
#include "paint.h"

enum { OWN_KEYS = 16, ESC_MS = 100, END_MS = 1000 };

static struct {
	SCREEN *screen;
	struct input input;
	struct key_bytes key[OWN_KEYS];
	struct caps caps;
	struct painter painter;
	struct buf enter;
	struct termios before;
	bool open, utf8, hidden, exit_set;
	int esc_ms; /* how long Esc waits for the rest of a key */
	int out;    /* the terminal once more: a write to it does not wait where nobody reads */
	int last;   /* the key that ends the run, once it came; 0: it did not */
	bool piped; /* the plain writer speaks to no terminal, so a reader may take its time */
	bool typed; /* the end of a pipe is the end of what was to be read; of a terminal, a lost line */
	long long told_ms; /* since when we know that we have to end; 0: we do not */
	const char *note;
	char leave[128]; /* bytes that leave the full screen, for a fatal end */
	size_t nleave;
} term;

static volatile sig_atomic_t got_resize, got_hangup, got_term, got_quit, got_interrupt, ending;
static sigset_t waiting_mask; /* signals are let in while we wait */

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
	else if (sig == SIGQUIT)
		got_quit = 1;
	else
		got_interrupt = 1;
	if (sig == SIGHUP || sig == SIGTERM || sig == SIGQUIT)
		ending = 1;
	errno = kept;
}

/* The end of a run that went wrong: what can be done with write() and tcsetattr() alone. */
static void restore(void)
{
	ssize_t sent;

	if (!term.open)
		return;
	term.open = false;
	sent = write(term.out, term.leave, term.nleave);
	(void)sent;
	tcsetattr(STDIN_FILENO, TCSANOW, &term.before);
}

static const int fatal[] = { SIGFPE, SIGILL, SIGABRT };
static struct sigaction before[sizeof(fatal) / sizeof(fatal[0])];

/* Whoever had the signal before goes on with it. */
static void on_fatal(int sig)
{
	restore();
	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
		if (fatal[i] == sig)
			sigaction(sig, &before[i], NULL);
	raise(sig);
}

void term_signals(void)
{
	static const int ours[] = { SIGWINCH, SIGHUP, SIGTERM, SIGQUIT, SIGINT };
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
	guard_install(); /* has the faults, which a damaged file brings too */
	guard_before_end(restore);
	mem_before_end(restore); /* curses frees with memory that it asks for first */
	act.sa_handler = on_fatal;
	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
		if (sigaction(fatal[i], &act, &was) == 0 && was.sa_handler != on_fatal)
			before[i] = was;
}

static int signal_key(void)
{
	static const struct {
		volatile sig_atomic_t *got;
		int key;
	} flags[] = {
		{ &got_hangup, TK_HANGUP }, { &got_term, TK_TERM },
		{ &got_quit, TK_QUIT },     { &got_interrupt, TK_INTERRUPT },
		{ &got_resize, TK_RESIZE },
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (*flags[i].got) {
			*flags[i].got = 0;
			return flags[i].key;
		}
	}
	return TK_NONE;
}

static bool ends(int key)
{
	return key == TK_HANGUP || key == TK_TERM || key == TK_QUIT;
}

/* What made us end, where it was no key of a person. */
static int ending_key(void)
{
	return got_term ? TK_TERM : got_quit ? TK_QUIT : TK_HANGUP;
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

static bool describes(const char *name)
{
	int found;

	return setupterm(name, STDOUT_FILENO, &found) == OK;
}

/* The terminal that TERM names, or one that most others understand. */
static bool find_terminal(void)
{
	static const char *const others[] = { "xterm-256color", "xterm", "vt100" };
	const char *name = getenv("TERM");

	if (name && name[0] && describes(name))
		return true;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (describes(others[i])) {
			term.note = others[i];
			return true;
		}
	}
	return false;
}

static bool has(const char *name)
{
	const char *s = tigetstr(name);

	return s && s != (const char *)-1;
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

struct numbers {
	const char *cap;
	int a, b;
	const char *out;
};

static void put_numbers(void *arg)
{
	struct numbers *n = arg;

	errno = 0;
	n->out = tiparm(n->cap, n->a, n->b);
	if (!n->out && errno == ENOMEM)
		mem_gone();
}

static const char *with_numbers(const char *cap, int a, int b)
{
	struct numbers n = { .cap = cap, .a = a, .b = b };

	guard_scant(put_numbers, &n);
	return n.out ? n.out : "";
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

static void find_caps(struct caps *c, bool utf8, bool colour)
{
	const struct {
		const char *name, **to;
	} v[] = {
		{ "clear", &c->clear }, { "cup", &c->cup },     { "hpa", &c->hpa },
		{ "vpa", &c->vpa },     { "cuf", &c->cuf },     { "cub", &c->cub },
		{ "cuu", &c->cuu },     { "cud", &c->cud },     { "cuf1", &c->cuf1 },
		{ "cuu1", &c->cuu1 },   { "el", &c->el },       { "ech", &c->ech },
		{ "il", &c->il },       { "dl", &c->dl },       { "csr", &c->csr },
		{ "ri", &c->ri },       { "bold", &c->bold },   { "smul", &c->underline },
		{ "rev", &c->reverse }, { "setaf", &c->setaf },
	};

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		*v[i].to = capability(v[i].name);
	c->sgr0 = attributes_off();
	c->short_cup = c->cup && !strcmp(c->cup, "\033[%i%p1%d;%p2%dH");
	c->last_cell = tigetflag("am") <= 0 || tigetflag("xenl") > 0;
	c->utf8 = utf8;
	c->colour = colour && tigetnum("colors") >= 8;
	c->param = with_numbers;
}

static void free_caps(struct caps *c)
{
	const char *v[] = {
		c->clear, c->cup,  c->hpa,  c->vpa,  c->cuf,       c->cub,     c->cuu,
		c->cud,   c->cuf1, c->cuu1, c->el,   c->ech,       c->il,      c->dl,
		c->csr,   c->ri,   c->sgr0, c->bold, c->underline, c->reverse, c->setaf
	};

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		mem_free((void *)(uintptr_t)v[i]);
	*c = (struct caps){ 0 };
}

bool term_caps(const char *name, bool utf8, bool colour, struct caps *c)
{
	if (!describes(name))
		return false;
	find_caps(c, utf8, colour);
	return true;
}

void term_caps_free(struct caps *c)
{
	free_caps(c);
	del_curterm(cur_term);
}

/* A capability, or bytes that stand for themselves. */
static void add_bytes(struct buf *b, const char *name)
{
	char *s = name[0] == '\033' ? mem_str(name) : capability(name);

	buf_str(b, s ? s : "");
	mem_free(s);
}

/*
 * What leaves the full screen. Made before it is needed: the end may be one that
 * can only write. A terminal with one screen is left on its last line.
 */
static void keep_leave_bytes(int rows)
{
	const char *const names[] = { "rmkx", term.hidden ? "cnorm" : "",
				      term.caps.short_cup ? INPUT_PASTE_OFF : "", "rmcup" };
	struct buf b = { 0 };

	buf_str(&b, term.caps.sgr0 ? term.caps.sgr0 : "");
	if (!has("rmcup"))
		buf_str(&b, term.caps.param(term.caps.cup, rows - 1, 0));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		add_bytes(&b, names[i]);
	term.nleave = b.len < sizeof(term.leave) ? b.len : 0;
	memcpy(term.leave, buf_text(&b), term.nleave);
	buf_clear(&b);
}

/* What puts the terminal into the state we draw in: sent with the first screen. */
static void keep_enter_bytes(void)
{
	const char *const names[] = { "smcup", "smkx", term.hidden ? "civis" : "",
				      term.caps.short_cup ? INPUT_PASTE_ON : "" };

	buf_reset(&term.enter);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		add_bytes(&term.enter, names[i]);
	if (term.caps.csr && !strcmp(term.caps.csr, "\033[%i%p1%d;%p2%dr"))
		buf_str(&term.enter, "\033[r"); /* a region that another program left behind */
}

/* Ctrl-S and Ctrl-C come as keys, nothing is echoed, and a newline only moves down. */
static void set_raw(void)
{
	struct termios raw = term.before;

	cfmakeraw(&raw);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
}

/* Keys by their names in terminfo; what does not begin with Esc is a control character. */
static void find_keys(void)
{
	static const struct {
		const char *name;
		int key;
	} names[] = {
		{ "kcuu1", TK_UP },     { "kcud1", TK_DOWN },   { "kcub1", TK_LEFT },
		{ "kcuf1", TK_RIGHT },  { "khome", TK_HOME },   { "kend", TK_END },
		{ "kpp", TK_PGUP },     { "knp", TK_PGDN },     { "kdch1", TK_DELETE },
		{ "kich1", TK_INSERT }, { "kcbt", TK_BACKTAB }, { "kf1", TK_F1 },
		{ "kf8", TK_F8 },       { "kent", TK_ENTER },
	};
	size_t n = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && n < OWN_KEYS; i++) {
		const char *s = tigetstr(names[i].name);

		if (s && s != (const char *)-1 && s[0] == '\033')
			term.key[n++] = (struct key_bytes){ s, names[i].key };
	}
	term.input.own = term.key;
	term.input.nown = n;
}

/* A description of its own: not to wait must not hold for the shell that comes after us. */
static void open_out(void)
{
	const char *name = ttyname(STDOUT_FILENO);

	term.piped = !isatty(STDOUT_FILENO);
	term.typed = isatty(STDIN_FILENO);
	term.out = name ? open(name, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC) : -1;
	if (term.out < 0)
		term.out = STDOUT_FILENO;
}

static void modes(const struct ui_opts *o)
{
	set_raw();
	find_keys();
	term.esc_ms = o->esc_ms > 0 ? o->esc_ms : ESC_MS;
	term.hidden = o->cursor_hidden;
}

struct opening {
	const struct ui_opts *o;
	bool found;
};

static void open_here(void *arg)
{
	struct opening *way = arg;

	if (!find_terminal())
		return;
	if (!has("cup") || !has("clear")) {
		del_curterm(cur_term);
		return;
	}
	tcgetattr(STDIN_FILENO, &term.before);
	term_signals();
	open_out();
	modes(way->o);
	find_caps(&term.caps, term.utf8, way->o->colour);
	painter_init(&term.painter, &term.caps);
	keep_enter_bytes();
	way->found = true;
}

enum rc term_open(const struct ui_opts *o, struct err *err)
{
	const char *name = getenv("TERM");
	struct opening way = { .o = o };

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(err, RC_USAGE,
			       "there is no terminal here; use --plain, or a command such "
			       "as 'cairn status'");
	find_locale();
	if (name && !strcmp(name, "dumb"))
		return RC_NOT_FOUND;
	guard_scant(open_here, &way);
	if (!way.found)
		return RC_NOT_FOUND;
	term.open = true;
	if (!term.exit_set)
		term.exit_set = atexit(term_close) == 0;
	return RC_OK;
}

/* All of it in one write, however slow the line takes it. */
static long long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/* Whether we were told to end, and more than a second ago: nothing more is waited for. */
static bool over(void)
{
	if (ending && !term.told_ms)
		term.told_ms = now_ms();
	return ending && now_ms() - term.told_ms >= END_MS;
}

/* Whoever takes nothing for so long is not there any more, as if the line had been cut. */
static bool unread(long long since)
{
	enum { UNREAD_MS = 4000 };

	if (now_ms() - since < UNREAD_MS)
		return false;
	got_hangup = ending = 1;
	term.told_ms = now_ms() - END_MS;
	return true;
}

/* Nobody reads the question that Ctrl-C asks where what was said before is not read. */
static bool interrupted(long long *since)
{
	if (got_interrupt && !*since)
		*since = now_ms();
	return *since && now_ms() - *since >= END_MS;
}

/* Waits until the other end reads; signals are let in. False: it does not, and we have to end. */
static bool room(void)
{
	struct pollfd p = { .fd = term.out, .events = POLLOUT };
	struct timespec second = { 1, 0 };
	long long since = now_ms(), asked = 0;

	while (!over() && !(term.piped ? interrupted(&asked) : unread(since))) {
		int n = ppoll(&p, 1, &second, &waiting_mask);

		if (n > 0)
			return !(p.revents & (POLLERR | POLLHUP | POLLNVAL));
	}
	return false;
}

/* A pipe is not ours alone to set: so much of it as it has room for does not wait. False: not all went. */
static bool send(const char *s, size_t len)
{
	while (len > 0) {
		size_t most = term.piped && len > PIPE_BUF ? PIPE_BUF : len;
		ssize_t n;

		if (term.piped && !room())
			return false;
		n = write(term.out, s, most);
		if (n > 0) {
			s += n;
			len -= (size_t)n;
		} else if (errno == EAGAIN) {
			if (!room())
				return false;
		} else if (errno != EINTR) {
			return false; /* the line is gone; reading will say so */
		}
	}
	return true;
}

static void leave(void)
{
	send(term.leave, term.nleave);
	tcsetattr(STDIN_FILENO, ending ? TCSANOW : TCSADRAIN, &term.before);
}

static void forget(void *unused)
{
	(void)unused;
	guard_deep(true);
	del_curterm(cur_term);
	guard_deep(false);
}

void term_close(void)
{
	if (!term.open)
		return;
	term.open = false;
	leave();
	painter_clear(&term.painter);
	free_caps(&term.caps);
	input_clear(&term.input);
	buf_clear(&term.enter);
	guard_run(GUARD_JUMP, "", forget,
		  NULL); /* it crashes over what it once got no memory for */
	if (term.out != STDOUT_FILENO)
		close(term.out);
	term.out = STDOUT_FILENO;
	term.last = 0;
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
	} else if (tigetnum("lines") > 0 && tigetnum("cols") > 0) {
		*rows = tigetnum("lines");
		*cols = tigetnum("cols");
	}
	keep_leave_bytes(*rows);
	term.painter.unknown = true;
}

void term_suspend(void)
{
	sigset_t stop, was;

	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	leave();
	signal(SIGTSTP, SIG_DFL);
	sigprocmask(SIG_UNBLOCK, &stop, &was);
	raise(SIGTSTP);
	sigprocmask(SIG_SETMASK, &was, NULL);
	set_raw();
	keep_enter_bytes();
	term.painter.unknown = true;
}

/* Drawing */

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

bool term_waiting(int ms)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
	struct timespec time = { 0, ms * 1000000L };

	return input_begun(&term.input) || ppoll(&p, 1, &time, &waiting_mask) != 0;
}

const char *term_pasted(size_t *len, size_t *over, bool *on)
{
	*len = term.input.paste.len;
	*over = term.input.paste_over;
	*on = term.input.paste_on;
	return buf_text(&term.input.paste);
}

/* Takes in what has come; false: nothing did. */
static bool read_bytes(void)
{
	char bytes[4096];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));

	if (n > 0)
		input_add(&term.input, bytes, (size_t)n);
	return n > 0;
}

/* What has come may be a part of something, which is taken as it is when nothing follows. */
static bool is_begun(void)
{
	return term.input.pasting || input_begun(&term.input);
}

/* How long to sleep: until Esc has waited long enough for the rest of a key, or a paste for its, or
 * until a tick. */
static struct timespec patience(bool wait)
{
	enum { TICK_S = 1, MS_NS = 1000000 };

	if (!wait)
		return (struct timespec){ 0, 0 };
	if (input_begun(&term.input))
		return (struct timespec){ term.esc_ms / 1000, term.esc_ms % 1000 * MS_NS };
	return (struct timespec){ TICK_S, 0 };
}

/*
 * Keys that came before the end are still acted on, but not for long: behind a
 * key that is held down there is always another.
 */
static bool has_to_end(void)
{
	struct timespec none = { 0, 0 };

	ppoll(NULL, 0, &none, &waiting_mask);
	return ending && over();
}

/* Before the end what has come of a paste is still handed on, or it would not be kept. */
static int last_key(int key)
{
	if (!ends(key))
		return key;
	term.last = key;
	return term.input.pasting && input_key(&term.input, true) == TK_PASTED ? TK_PASTED : key;
}

int term_key(bool wait)
{
	enum { LOST = 3 };
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
	int empty = 0, key, n;

	for (;;) {
		struct timespec time;

		if (term.last)
			return term.last;
		if (has_to_end())
			return last_key(ending_key());
		key = input_key(&term.input, false);
		if (key != TK_NONE)
			break;
		time = patience(wait);
		n = ppoll(&p, 1, &time, &waiting_mask);
		if ((key = signal_key()) != TK_NONE)
			return last_key(key);
		if (n < 0)
			continue;
		if (n == 0 && !(wait && is_begun()))
			return wait ? TK_TICK : TK_NONE;
		if (n == 0 && (key = input_key(&term.input, true)) != TK_NONE)
			break;
		if (n > 0 && (p.revents & (POLLHUP | POLLERR | POLLNVAL)))
			return last_key(TK_HANGUP);
		if (n > 0 && !read_bytes() && ++empty >= LOST)
			return last_key(TK_HANGUP); /* ready, and nothing comes: the line is gone */
	}
	if (key == TK_REDRAW)
		term.painter.unknown = true;
	return key;
}

/* Lines */

/* What we say is heard by nobody any more; what was typed before is still taken in, but not for long. */
static void unheard(int why)
{
	if (term.last)
		return;
	term.last = why;
	ending = 1;
	term.told_ms = now_ms();
}

/* A full disk is nobody who went away: what is done is done all the same, and said at the end. */
static bool to_file(void)
{
	struct stat st;

	return fstat(term.out, &st) == 0 && S_ISREG(st.st_mode);
}

void term_print(const char *s, size_t len)
{
	if (!term.out)
		open_out();
	if (!term.last && !send(s, len) && !to_file())
		unheard(got_interrupt && !ending ? TK_INTERRUPT : ending_key());
}

static bool is_gone(const struct pollfd *p)
{
	return (p->revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

int term_read_line(struct buf *line)
{
	static char bytes[1024];
	static size_t n, at;
	struct pollfd p[] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .fd = STDOUT_FILENO } };
	ssize_t got;
	int key, ready;

	buf_reset(line);
	for (;;) {
		if (term.last && over())
			return term.last;
		while (at < n) {
			char c = bytes[at++];

			if (c == '\n')
				return TK_ENTER;
			if (c != '\r')
				buf_char(line, c);
		}
		ready = ppoll(p, 2, &(struct timespec){ term.last ? 0 : 1, 0 }, &waiting_mask);
		if (!term.last && (key = signal_key()) != TK_NONE)
			return key;
		if (ready > 0 && ((term.typed && is_gone(&p[0])) || is_gone(&p[1])))
			unheard(TK_HANGUP);
		if (term.last && (ready <= 0 || !p[0].revents))
			return term.last;
		if (ready == 0 && !line->len)
			return TK_TICK; /* counted, and nothing is said until somebody types */
		if (ready <= 0 || !p[0].revents)
			continue;
		got = read(STDIN_FILENO, bytes, sizeof(bytes));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 && term.last)
			return term.last;
		if (got <= 0)
			return line->len ? TK_ENTER : TK_NONE;
		n = (size_t)got;
		at = 0;
	}
}
