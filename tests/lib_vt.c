/* SPDX-License-Identifier: ISC */
#include "lib_vt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

#include "../core/base/mem.h"
#include "../tui/keys.h"

enum { LIMIT_MS = 20000, STEP_MS = 20, QUIET_MS = 150 };

struct vt {
	VTerm *term;
	VTermScreen *screen;
	int master, rows, cols;
	pid_t pid;
	int status; /* of the end; -1: still running */
	size_t bytes;
	struct buf all;
};

static long long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

_Noreturn static void child(const char *const argv[], const char *const env[])
{
	sigset_t empty;

	sigemptyset(&empty);
	sigprocmask(SIG_SETMASK, &empty, NULL);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	for (; env && *env; env++) {
		const char *is = strchr(*env, '=');

		if (is)
			putenv((char *)*env);
		else
			unsetenv(*env);
	}
	execv(argv[0], (char *const *)argv);
	_exit(127);
}

struct vt *vt_start(int rows, int cols, const char *const argv[], const char *const env[])
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };
	struct vt *v = mem_alloc(sizeof(*v));

	v->rows = rows;
	v->cols = cols;
	v->status = -1;
	v->pid = forkpty(&v->master, NULL, NULL, &size);
	if (v->pid == 0)
		child(argv, env);
	/* a second program must not keep this one's line open */
	fcntl(v->master, F_SETFD, FD_CLOEXEC);
	fcntl(v->master, F_SETFL, O_NONBLOCK);
	v->term = vterm_new(rows, cols);
	vterm_set_utf8(v->term, 1);
	v->screen = vterm_obtain_screen(v->term);
	vterm_screen_enable_altscreen(v->screen, 1);
	vterm_screen_reset(v->screen, 1);
	return v;
}

struct vt *vt_demo(int rows, int cols, const char *const options[], const char *const env[])
{
	const char *cairn = getenv("CAIRN"); /* the demo lies in a folder beside it */
	const char *argv[10] = { 0 };
	char path[512];

	if (cairn)
		snprintf(path, sizeof(path), "%.*s/tests/demo_list",
			 (int)(strrchr(cairn, '/') - cairn), cairn);
	else
		snprintf(path, sizeof(path), "build/tests/demo_list");
	argv[0] = path;
	for (size_t i = 1; options && *options && i + 1 < sizeof(argv) / sizeof(argv[0]); i++)
		argv[i] = *options++;
	return vt_start(rows, cols, argv, env);
}

/* Takes in what has come; waits that long for the first of it. True: something came. */
static bool take(struct vt *v, int wait_ms)
{
	struct pollfd p = { .fd = v->master, .events = POLLIN };
	char part[8192];
	ssize_t n;
	bool any = false;

	if (v->master < 0)
		return false;
	if (poll(&p, 1, wait_ms) <= 0)
		return false;
	while ((n = read(v->master, part, sizeof(part))) > 0) {
		vterm_input_write(v->term, part, (size_t)n);
		v->bytes += (size_t)n;
		buf_add(&v->all, part, (size_t)n);
		any = true;
	}
	if (!any && (p.revents & POLLHUP))
		poll(NULL, 0, STEP_MS);
	return any;
}

static void line_text(struct vt *v, int row, struct buf *out)
{
	size_t end = out->len;

	buf_add(out, "", 0);
	for (int col = 0; col < v->cols; col++) {
		VTermScreenCell cell;
		VTermPos pos = { .row = row, .col = col };
		char utf8[5];

		if (!vterm_screen_get_cell(v->screen, pos, &cell) || cell.chars[0] == (uint32_t)-1)
			continue;
		if (cell.chars[0] == 0) {
			buf_char(out, ' ');
			continue;
		}
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
			buf_add(out, utf8, key_utf8((int)cell.chars[i], utf8));
		if (cell.chars[0] != ' ')
			end = out->len;
	}
	out->len = end;
	buf_add(out, "", 0);
	if (out->data)
		out->data[end] = '\0';
}

static bool holds(struct vt *v, const char *text, int only)
{
	bool found = false;

	for (int row = 0; row < v->rows && !found; row++) {
		struct buf line = { 0 };

		if (only >= 0 && row != only)
			continue;
		line_text(v, row, &line);
		found = strstr(buf_text(&line), text) != NULL;
		buf_clear(&line);
	}
	return found;
}

bool vt_shows(struct vt *v, const char *text)
{
	for (long long end = now_ms() + LIMIT_MS; now_ms() < end; take(v, STEP_MS))
		if (holds(v, text, -1))
			return true;
	return false;
}

static bool has_ended(struct vt *v)
{
	int status;

	if (v->status < 0 && waitpid(v->pid, &status, WNOHANG) == v->pid)
		v->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return v->status >= 0;
}

int vt_shows_any(struct vt *v, const char *const text[])
{
	bool ended = false; /* one more look after the end */

	for (long long end = now_ms() + LIMIT_MS; now_ms() < end; take(v, STEP_MS)) {
		for (int i = 0; text[i]; i++)
			if (holds(v, text[i], -1))
				return i;
		if (ended)
			break;
		ended = has_ended(v);
	}
	return -1;
}

bool vt_gone(struct vt *v, const char *text)
{
	for (long long end = now_ms() + LIMIT_MS; now_ms() < end; take(v, STEP_MS))
		if (!holds(v, text, -1))
			return true;
	return false;
}

bool vt_line_has(struct vt *v, const char *text)
{
	int row, col;

	vt_cursor(v, &row, &col);
	return holds(v, text, row);
}

bool vt_cursor_on(struct vt *v, const char *text)
{
	for (long long end = now_ms() + LIMIT_MS; now_ms() < end; take(v, STEP_MS))
		if (vt_line_has(v, text))
			return true;
	return false;
}

bool vt_has(struct vt *v, const char *text)
{
	return holds(v, text, -1);
}

char *vt_line(struct vt *v)
{
	struct buf b = { 0 };
	int row, col;

	vt_cursor(v, &row, &col);
	line_text(v, row, &b);
	return b.data;
}

int vt_fd(const struct vt *v)
{
	return v->master;
}

bool vt_take(struct vt *v)
{
	return take(v, 0);
}

void vt_send(struct vt *v, const char *bytes)
{
	size_t len = strlen(bytes);

	while (len > 0 && v->master >= 0) {
		ssize_t n = write(v->master, bytes, len);

		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		} else if (errno == EAGAIN || errno == EINTR) {
			take(v, STEP_MS);
		} else {
			return;
		}
	}
}

void vt_key(struct vt *v, int key)
{
	static const struct {
		int key;
		const char *bytes;
	} sent[] = {
		{ TK_UP, "\033OA" },       { TK_DOWN, "\033OB" },      { TK_RIGHT, "\033OC" },
		{ TK_LEFT, "\033OD" },     { TK_HOME, "\033OH" },      { TK_END, "\033OF" },
		{ TK_PGUP, "\033[5~" },    { TK_PGDN, "\033[6~" },     { TK_ENTER, "\r" },
		{ TK_ESC, "\033" },        { TK_TAB, "\t" },           { TK_BACKTAB, "\033[Z" },
		{ TK_BACKSPACE, "\177" },  { TK_DELETE, "\033[3~" },   { TK_F1, "\033OP" },
		{ TK_F8, "\033[19~" },     { TK_INTERRUPT, "\003" },   { TK_CUT_LINE, "\013" },
		{ TK_PASTE_LINE, "\031" }, { TK_UNDO_TYPING, "\032" },
	};
	char utf8[5];

	for (size_t i = 0; i < sizeof(sent) / sizeof(sent[0]); i++) {
		if (sent[i].key == key) {
			vt_send(v, sent[i].bytes);
			return;
		}
	}
	if (key_utf8(key, utf8))
		vt_send(v, utf8);
}

void vt_resize(struct vt *v, int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };

	v->rows = rows;
	v->cols = cols;
	vterm_set_size(v->term, rows, cols);
	ioctl(v->master, TIOCSWINSZ, &size);
}

void vt_hangup(struct vt *v)
{
	take(v, 0);
	close(v->master);
	v->master = -1;
}

void vt_signal(struct vt *v, int sig)
{
	if (v->status < 0)
		kill(v->pid, sig);
}

int vt_exit(struct vt *v)
{
	for (long long end = now_ms() + LIMIT_MS; !has_ended(v) && now_ms() < end;) {
		if (v->master < 0)
			poll(NULL, 0, STEP_MS);
		else
			take(v, STEP_MS);
	}
	take(v, 0);
	return v->status;
}

char *vt_screen(struct vt *v)
{
	struct buf b = { 0 };

	for (int row = 0; row < v->rows; row++) {
		struct buf line = { 0 };

		line_text(v, row, &line);
		buf_printf(&b, "%s\n", buf_text(&line));
		buf_clear(&line);
	}
	return b.data;
}

void vt_cursor(struct vt *v, int *row, int *col)
{
	VTermPos pos;

	vterm_state_get_cursorpos(vterm_obtain_state(v->term), &pos);
	*row = pos.row;
	*col = pos.col;
}

static int colour_of(const VTermColor *c)
{
	if (VTERM_COLOR_IS_DEFAULT_FG(c) || VTERM_COLOR_IS_DEFAULT_BG(c))
		return -1;
	return VTERM_COLOR_IS_INDEXED(c) ? c->indexed.idx : 256;
}

struct vt_look vt_look(struct vt *v, int row, int col)
{
	VTermScreenCell cell = { 0 };

	vterm_screen_get_cell(v->screen, (VTermPos){ .row = row, .col = col }, &cell);
	return (struct vt_look){ .bold = cell.attrs.bold,
				 .underline = cell.attrs.underline != 0,
				 .reverse = cell.attrs.reverse,
				 .fg = colour_of(&cell.fg),
				 .bg = colour_of(&cell.bg) };
}

long vt_pid(const struct vt *v)
{
	return v->pid;
}

size_t vt_bytes(struct vt *v)
{
	size_t n = v->bytes;

	v->bytes = 0;
	return n;
}

const char *vt_all(const struct vt *v)
{
	return buf_text(&v->all);
}

size_t vt_sent(const struct vt *v, const char *bytes)
{
	size_t n = 0;

	for (const char *s = buf_text(&v->all); (s = strstr(s, bytes)); s += strlen(bytes))
		n++;
	return n;
}

void vt_settle(struct vt *v, int wait_ms)
{
	bool any = take(v, wait_ms);

	while (any && take(v, STEP_MS))
		;
}

void vt_quiet(struct vt *v)
{
	while (take(v, QUIET_MS))
		;
	v->bytes = 0;
}

void vt_end(struct vt *v)
{
	if (!v)
		return;
	if (v->status < 0) {
		kill(v->pid, SIGKILL);
		waitpid(v->pid, &v->status, 0);
	}
	if (v->master >= 0)
		close(v->master);
	vterm_free(v->term);
	buf_clear(&v->all);
	mem_free(v);
}
