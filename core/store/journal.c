/* SPDX-License-Identifier: ISC */
/* Writing the journal; reading is in journal_read.c. */
#include "journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../base/clock.h"
#include "datadir.h"
#include "../base/digest.h"
#include "journal_internal.h"

struct journal {
	char *dir;
	struct buf body, frame;
	size_t puts;
	off_t before; /* where the change under way began; -1: it is not in the file */
	bool named;   /* the change under way gives the store its name */
	bool noted;   /* something that this process has not flushed */
	bool told;
	char trouble[320];
};

struct journal *journal_new(const char *dir)
{
	struct journal *j = mem_alloc(sizeof(*j));

	j->dir = mem_str(dir);
	j->before = -1;
	return j;
}

static bool is_key(struct slice key, const char *name)
{
	return key.len == strlen(name) && !memcmp(key.data, name, key.len);
}

/* p/<pid>/d/… and p/<pid>/u/…: what a person left for next time; and what is about the journal */
static bool left_out(const struct journal *j, struct slice key)
{
	const char *s = key.data, *end = s + key.len, *slash;

	if (is_key(key, JOURNAL_FROM))
		return !j->named;
	if (key.len < 2 || memcmp(s, "p/", 2) != 0)
		return false;
	slash = memchr(s + 2, '/', key.len - 2);
	return slash && end - slash > 2 && slash[2] == '/' && (slash[1] == 'd' || slash[1] == 'u');
}

static void note_begin(void *arg)
{
	struct journal *j = arg;

	buf_reset(&j->body);
	j->puts = 0;
	j->before = -1;
	j->named = false;
}

void journal_put_write(struct buf *b, struct slice key, struct slice value)
{
	const char *k = key.data;

	buf_printf(b, value.data ? "set %.*s %zu\n" : "del %.*s\n", (int)key.len, k, value.len);
	if (!value.data)
		return;
	buf_add(b, value.data, value.len);
	buf_char(b, '\n');
}

static void note_put(void *arg, struct slice key, struct slice value)
{
	struct journal *j = arg;

	j->named = j->named || is_key(key, "s/replica");
	if (left_out(j, key))
		return;
	journal_put_write(&j->body, key, value);
	j->puts++;
}

void journal_change_write(struct buf *b, const char *word, int64_t ms, size_t puts,
			  const struct buf *body)
{
	char head[48];
	int n = snprintf(head, sizeof(head), "%" PRId64 " %zu %zu ", ms, puts, body->len);
	uint32_t sum = crc32c(crc32c(0, head, (size_t)n), body->data, body->len);

	buf_printf(b, "change %s %s%08" PRIx32 "\n", word, head, sum);
	buf_add(b, body->data, body->len);
}

static void trouble(struct journal *j, int code)
{
	if (j->trouble[0])
		return;
	snprintf(j->trouble, sizeof(j->trouble),
		 "everything is saved, but the journal for recoveries could not be written "
		 "(%s); whoever looks after this computer types: cairn doctor",
		 strerror(code));
}

const char *journal_trouble(struct journal *j)
{
	if (!j->trouble[0] || j->told)
		return NULL;
	j->told = true;
	return j->trouble;
}

/* A folder that a group shares hands the group on; so do the files. */
static bool shared(const char *dir)
{
	struct stat st;

	return stat(dir, &st) == 0 && (st.st_mode & S_ISGID);
}

int journal_make(const char *dir, const char *name)
{
	mode_t mode = shared(dir) ? 0660 : 0600;
	char *folder = datadir_path(dir, "journal"), *path = datadir_path(folder, name);
	int fd;

	if (mkdir(folder, 0700) == 0)
		chmod(folder, mode == 0660 ? 02770 : 0700);
	fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode);
	if (fd >= 0)
		fchmod(fd,
		       mode); /* whatever the umask took away; fails for a colleague's, which has it */
	mem_free(path);
	mem_free(folder);
	return fd;
}

static int write_whole(int fd, const char *data, size_t len)
{
	ssize_t n = write(fd, data, len);

	if (n == (ssize_t)len)
		return 0;
	return n < 0 && errno ? errno : ENOSPC;
}

static int begin_file(const char *dir, int fd, char word[JOURNAL_WORD + 1])
{
	char line[64];
	unsigned char r[JOURNAL_WORD / 2];
	char *folder;
	int code;

	random_bytes(r, sizeof(r));
	hex_text(word, r, sizeof(r));
	snprintf(line, sizeof(line), JOURNAL_FIRST "%s\n", word);
	code = write_whole(fd, line, strlen(line));
	if (code || fsync(fd))
		return code ? code : errno;
	folder = datadir_path(dir, "journal");
	datadir_flush(folder, NULL);
	datadir_flush(dir, NULL);
	mem_free(folder);
	return 0;
}

/* The file that is written, with its word; one that has no first line is put aside. */
static int now_open(struct journal *j, char word[JOURNAL_WORD + 1], off_t *size, int64_t *last_s)
{
	char *path = datadir_path(j->dir, "journal/now");
	char first[JOURNAL_FIRST_BYTES + 1] = "";
	int code = 0, fd = open(path, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
	struct stat st = { 0 };

	mem_free(path);
	if (fd < 0 && errno == ENOENT)
		fd = journal_make(j->dir, "now");
	if (fd < 0)
		return -1;
	if (fstat(fd, &st) || pread(fd, first, JOURNAL_FIRST_BYTES, 0) < 0)
		code = errno;
	if (!code && !st.st_size) {
		code = begin_file(j->dir, fd, word);
		*size = JOURNAL_FIRST_BYTES;
		*last_s = time(NULL);
	} else if (!code && !journal_word(first, word)) {
		code = journal_turn(j->dir, JOURNAL_KEEP_ALL, NULL) ? EIO : EAGAIN;
	} else {
		*size = st.st_size;
		*last_s = st.st_mtim.tv_sec;
	}
	if (!code)
		return fd;
	close(fd);
	errno = code;
	return -1;
}

/* Once a minute, by whoever saves: the first change of another minute than the one before it. */
static bool due(int64_t last_s)
{
	return last_s / 60 != time(NULL) / 60;
}

static void note_ready(void *arg)
{
	struct journal *j = arg;
	char word[JOURNAL_WORD + 1];
	int64_t last_s = 0;
	off_t size = 0;
	int code, fd;

	if (!j->puts)
		return;
	fd = now_open(j, word, &size, &last_s);
	if (fd < 0 && errno == EAGAIN)
		fd = now_open(j, word, &size, &last_s);
	if (fd < 0) {
		trouble(j, errno);
		return;
	}
	buf_reset(&j->frame);
	journal_change_write(&j->frame, word, clock_ms(), j->puts, &j->body);
	code = write_whole(fd, j->frame.data, j->frame.len);
	if (code) {
		trouble(j, code);
		if (ftruncate(fd, size)) /* it is passed over when it is read */
			j->noted = true;
	} else {
		j->before = size;
		j->noted = true;
		if (due(last_s) && fdatasync(fd) == 0)
			j->noted = false;
	}
	close(fd);
}

static void note_failed(void *arg)
{
	struct journal *j = arg;
	char *path = datadir_path(j->dir, "journal/now");

	if (j->before >= 0 && truncate(path, j->before))
		trouble(j, errno);
	j->before = -1;
	mem_free(path);
}

const struct engine_notes journal_notes = { note_begin, note_put, note_ready, note_failed };

static void flush_now(const struct journal *j)
{
	char *path = datadir_path(j->dir, "journal/now");
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd >= 0) {
		fdatasync(fd);
		close(fd);
	}
	mem_free(path);
}

void journal_free(struct journal *j)
{
	if (!j)
		return;
	if (j->noted)
		flush_now(j);
	buf_clear(&j->body);
	buf_clear(&j->frame);
	mem_free(j->dir);
	mem_free(j);
}
