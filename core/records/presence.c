/* SPDX-License-Identifier: ISC */
#include "presence.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/mem.h"
#include "value.h"

/* Behind the gate's own lines; always written whole, so that nothing older stays behind it. */
enum { AT = 64, ROOM = 512, PLACE_MOST = 160 };

static const char *own_note(const char *data_dir, struct arena *a)
{
	return arena_printf(a, "%s/run/in-%d", data_dir, (int)getpid());
}

void presence_tell(const char *data_dir, const struct present *me)
{
	struct arena *a = arena_new();
	struct pair lines[] = {
		{ "person", me->person },
		{ "partnership", me->pid ? me->pid : "" },
		{ "from", me->from ? me->from : "" },
		{ "place", me->place && strlen(me->place) <= PLACE_MOST ? me->place : "" },
		{ "since", arena_printf(a, "%lld", (long long)me->since_ms) },
	};
	const char *text = pairs_text(lines, sizeof(lines) / sizeof(lines[0]), a);
	size_t len = strlen(text);
	int fd = open(own_note(data_dir, a), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	char all[ROOM];

	memset(all, '\n', sizeof(all)); /* no string: lines, and blank ones to its end */
	for (size_t i = 0; len < sizeof(all) && i < len; i++)
		all[i] = text[i];
	if (fd >= 0) {
		ssize_t n = pwrite(fd, all, sizeof(all), AT);

		(void)n; /* whom nobody hears of is no reason to stay out */
		close(fd);
	}
	arena_free(a);
}

/* Its process lives as long as it holds the lock. */
static bool lives(int fd)
{
	return flock(fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;
}

static bool note_read(int dir, const char *name, struct arena *a, struct present *out)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	char text[ROOM + 1];
	struct pairs p;
	struct stat st;
	ssize_t n = 0;

	if (fd < 0)
		return false;
	if (lives(fd) && fstat(fd, &st) == 0)
		n = pread(fd, text, ROOM, AT);
	close(fd);
	if (n <= 0)
		return false;
	text[n] = '\0';
	p = pairs_read(text, a);
	*out = (struct present){
		.person = pairs_get(&p, "person"),
		.pid = pairs_get(&p, "partnership"),
		.from = pairs_get(&p, "from"),
		.place = pairs_get(&p, "place"),
		.since_ms = strtoll(pairs_get(&p, "since"), NULL, 10),
		.account = st.st_uid,
	};
	return out->person[0] != '\0';
}

enum rc presence_each(const char *data_dir, const char *pid, presence_fn *fn, void *arg,
		      struct err *err)
{
	struct arena *a = arena_new();
	DIR *run = opendir(arena_printf(a, "%s/run", data_dir));
	const struct dirent *d;
	struct present p;
	bool go_on = true;

	if (!run && errno == ENOENT) { /* a store in which nobody can be */
		arena_free(a);
		return RC_OK;
	}
	if (!run) {
		arena_free(a);
		return err_set(err, RC_NOT_ALLOWED,
			       "cannot see who is here: '%s/run' cannot be read", data_dir);
	}
	while (go_on && (d = readdir(run))) {
		arena_reset(a);
		if (!strncmp(d->d_name, "in-", 3) && note_read(dirfd(run), d->d_name, a, &p) &&
		    !strcmp(p.pid, pid))
			go_on = fn(arg, &p);
	}
	closedir(run);
	arena_free(a);
	return RC_OK;
}
