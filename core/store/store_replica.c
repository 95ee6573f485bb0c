/* SPDX-License-Identifier: ISC */
/*
 * What this store is called among its copies, and what it was bound to.
 *
 * A copy that went on under the same id would give the same versions to other
 * texts. So s/replica notes the machine, the folder and the data file; when
 * they differ the store takes a new id before it writes anything else. In the
 * same folder of the same machine (a backup put back) it still gives numbers
 * like the one before it; elsewhere it is a laptop copy, and its numbers say so.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/clock.h"
#include "datadir.h"
#include "store_internal.h"

#define REPLICA_FIRST "hub"

struct binding {
	char machine[MACHINE_TEXT]; /* "-": not known, which is like any */
	uint64_t folder;            /* inodes; 0: there is none */
	uint64_t file;
	int64_t born; /* of the file, seconds */
};

struct bind_job {
	struct store *s;
	struct binding here, noted;
	bool keep, found, changed;
};

static void look_here(const struct store *s, struct binding *b)
{
	struct statx st;
	struct buf path = { 0 };

	*b = (struct binding){ 0 };
	datadir_machine(b->machine);
	if (!s->dir)
		return;
	if (statx(AT_FDCWD, s->dir, 0, STATX_INO, &st) == 0)
		b->folder = st.stx_ino;
	/* the one file of an engine that has a folder; looked at, never opened */
	buf_printf(&path, "%s/data.mdb", s->dir);
	if (statx(AT_FDCWD, buf_text(&path), 0, STATX_INO | STATX_BTIME, &st) == 0) {
		b->file = st.stx_ino;
		b->born = st.stx_mask & STATX_BTIME ? st.stx_btime.tv_sec : 0;
	}
	buf_clear(&path);
}

static bool same_machine(const struct binding *a, const struct binding *b)
{
	return a->machine[0] == '-' || b->machine[0] == '-' || strcmp(a->machine, b->machine) == 0;
}

static bool same_file(const struct binding *a, const struct binding *b)
{
	return a->folder == b->folder && a->file == b->file && a->born == b->born;
}

static bool read_binding(const struct cell *c, struct bind_job *j)
{
	char text[256], home[8];

	snprintf(text, sizeof(text), "%.*s", (int)(c->len < 255 ? c->len : 255), c->text);
	if (sscanf(text, "%8s %7s machine %39s folder %" SCNu64 " file %" SCNu64 " born %" SCNd64,
		   j->s->replica, home, j->noted.machine, &j->noted.folder, &j->noted.file,
		   &j->noted.born) != 6)
		return false;
	j->s->home = strcmp(home, "home") == 0;
	return key_part_good(j->s->replica, 8);
}

static enum rc look(struct view *v, void *arg)
{
	struct bind_job *j = arg;
	struct cell c;
	struct key k;
	enum rc rc;

	key_printf(&k, "s/replica");
	rc = cell_get(v, &k, &c);
	j->found = rc == RC_OK;
	if (rc == RC_NOT_FOUND) {
		snprintf(j->s->replica, sizeof(j->s->replica), REPLICA_FIRST);
		j->s->home = true;
		j->changed = true;
		return RC_OK;
	}
	if (rc)
		return rc;
	if (!read_binding(&c, j))
		return damaged(v, key_slice(&k));
	j->changed = !same_machine(&j->here, &j->noted) || !same_file(&j->here, &j->noted);
	return RC_OK;
}

static bool read_value(struct slice value, struct bind_job *j)
{
	struct cell c;
	struct key k;

	key_printf(&k, "s/replica");
	return cell_take(key_slice(&k), value, &c) && read_binding(&c, j);
}

bool replica_name(struct slice value, char name[9])
{
	struct store s = { 0 };
	struct bind_job j = { .s = &s };
	bool is = read_value(value, &j);

	if (is)
		memcpy(name, s.replica, sizeof(s.replica));
	return is;
}

enum replica_at replica_at(struct slice value, const char *dir)
{
	struct store s = { .dir = (char *)dir }; /* looked at, never freed */
	struct bind_job j = { .s = &s };

	if (!read_value(value, &j))
		return REPLICA_HERE;
	look_here(&s, &j.here);
	if (!same_machine(&j.here, &j.noted) || j.here.folder != j.noted.folder)
		return REPLICA_ELSEWHERE;
	return same_file(&j.here, &j.noted) ? REPLICA_HERE : REPLICA_PUT_HERE;
}

void replica_new_name(char out[9])
{
	static const char letters[] =
		"abcdefghijkmnpqrstuvwxyz23456789"; /* no l, o, 0, 1: they are typed */
	unsigned char r[4];

	random_bytes(r, sizeof(r));
	for (size_t i = 0; i < sizeof(r); i++)
		out[i] = letters[r[i] % (i ? 32 : 24)];
	out[sizeof(r)] = '\0';
}

static enum rc bind_fn(struct view *v, void *arg)
{
	struct bind_job *j = arg;
	struct store *s = j->s;
	struct buf b = { 0 };
	struct cell c = { .ms = clock_ms(), .who = "-" };
	struct key k;
	enum rc rc = look(v, j);

	if (rc || !j->changed)
		return rc;
	if (j->found && !j->keep) {
		s->home = s->home && same_machine(&j->here, &j->noted) &&
			  j->here.folder == j->noted.folder;
		replica_new_name(s->replica);
	}
	buf_printf(&b, "%s %s machine %s folder %" PRIu64 " file %" PRIu64 " born %" PRId64,
		   s->replica, s->home ? "home" : "copy", j->here.machine, j->here.folder,
		   j->here.file, j->here.born);
	c.text = b.data;
	c.len = b.len;
	key_printf(&k, "s/replica");
	cell_put(v, &k, &c);
	buf_clear(&b);
	/* a file that was not here before: what the journal beside it has is of another one */
	return j->keep && j->found ? view_rc(v) : journal_begins(v);
}

enum rc replica_bind(struct store *s, bool keep, struct err *err)
{
	struct bind_job j = { .s = s, .keep = keep };
	enum rc rc;

	look_here(s, &j.here);
	rc = engine_read(s->engine, look, &j, err);
	if (rc || !j.changed || s->read_only)
		return rc;
	return engine_update(s->engine, bind_fn, &j, err);
}
