#!/usr/bin/env python3
"""A second verifier of Tocsin's journals, written from docs/journal.md alone, with Python's standard library alone.

It shares no code with `tocsin verify` and takes the same arguments, so that neither has to be believed: the two must
come to the same exit code. It is meant to be read beside the definition: the functions stand in its order.
Exit codes: 0 nothing found, 1 tampering, 3 something absent or unreadable, 4 a gap that is told; 2 wrong usage.
"""
import argparse, base64, datetime, fcntl, functools, gzip, hashlib, hmac, json, os, re, sys, zlib

NOT_SEGMENTS = (".lock", ".head", ".tmp", ".next")
OWN = re.compile(r"security_cases(-.+)?\.log(\.gz)?")
NUMBER, TEXT, ID, HASH = 0, ".*", "[0-9a-f]{32}", "[0-9a-f]{64}"
TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"
RECORDS = {
    "segment": dict(format=NUMBER, journal=ID, writer=TEXT, segment=NUMBER, line=NUMBER, first_seq=NUMBER, prev=HASH,
                    algorithm="(HMAC-)?SHA-256", epoch=NUMBER, time=TIME),
    "open": dict(writer=TEXT, line=NUMBER, next_seq=NUMBER, time=TIME),
    "checkpoint": dict(journal=ID, line=NUMBER, last_seq=NUMBER, head=HASH, epoch=NUMBER, time=TIME),
    "seal": dict(line=NUMBER, last_seq=NUMBER, head=HASH, events=NUMBER, time=TIME),
    "tombstone": dict(segment=NUMBER, first_seq=NUMBER, last_seq=NUMBER, prev=HASH, head=HASH, sha256=HASH,
                      newest=TIME, policy=TEXT, time=TIME),
    "recovery": dict(found=TEXT, time=TIME),
    "head": dict(generation=NUMBER, journal=ID, line=NUMBER, seq=NUMBER, h=HASH, segment=NUMBER, offset=NUMBER,
                 tombstoned=NUMBER, epoch=NUMBER, tag="[A-Za-z0-9_-]{22}"),
}
TAIL = re.compile(rb',"tag":"([A-Za-z0-9_-]{22})"}')
SIGNATURE = re.compile(rb',"signature":"([A-Za-z0-9_-]{86})"')
MAX_EPOCH = 10_000_000
UNKNOWN = b""  # the key of a keyed journal, for who was not given it


# ---- Lines: one JSON object each, and nothing that a JSON reader could take in two ways

def strict(text):
    def no_twice(members):
        if len(dict(members)) != len(members):
            raise ValueError("a member stands there twice")
        return dict(members)

    def no_number(name):
        raise ValueError(name + " is no JSON")

    def levels(value):
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
        return 0 if inner is None else 1 + max(map(levels, inner), default=0)

    if not text.startswith(b"{") or re.search(rb"[\x00-\x1f]", text):
        raise ValueError("bytes beside the JSON object, or a control character")
    members = json.loads(text.decode("utf-8"), object_pairs_hook=no_twice, parse_constant=no_number,
                         parse_int=lambda digits: int(digits) if len(digits) < 20 else float("inf"))
    if levels(members) > 65:
        raise ValueError("too many levels")
    return members


def has_form(members, kind):
    """Whether a record has the members that its kind has, each of the form it has."""
    def fits(form, value):
        if form is NUMBER:
            return type(value) is int and 0 <= value < 2**63
        return isinstance(value, str) and re.fullmatch(form, value, re.DOTALL) is not None

    return members.get("record") == kind and all(fits(f, members.get(n)) for n, f in RECORDS[kind].items())


def time_of(members, name):
    return datetime.datetime.fromisoformat(members[name].replace("Z", "+00:00"))


# ---- Chain, tags and keys

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def base64url(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=")


def tag(key, digest):
    return base64url((hmac.digest(key, digest, "sha256") if key else digest)[:16])


def evolved(key):
    return key and hmac.digest(key, b"tocsin-evolve-v1", "sha256")


@functools.lru_cache(None)
def key_at(key, epoch):
    for _ in range(epoch if key else 0):
        key = evolved(key)
    return key


def key_id(key):
    return key and sha256(b"tocsin-key-id\0", key)[:4].hex()


# ---- Signatures: Ed25519 after RFC 8032, section 5.1.7

P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def plus(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * p[3] * q[3] * D, 2 * p[2] * q[2]
    e, f, g, h = (b - a) % P, (d - c) % P, (d + c) % P, (b + a) % P
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar, point):
    product = (0, 1, 1, 0)
    for bit in bin(scalar)[2:]:
        product = plus(product, product)
        if bit == "1":
            product = plus(product, point)
    return product


def point(octets):
    sign, y = octets[31] >> 7, int.from_bytes(octets, "little") % 2**255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != square or (x == 0 and sign):
        raise ValueError("no point of the curve")
    x = x if x % 2 == sign else P - x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


@functools.lru_cache(None)
def is_signed(key, message, signature):
    try:
        a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    except ValueError:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    left, right = times(s, BASE), plus(r, times(k, a))
    return s < ORDER and all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


# ---- Files

def pieces(handle, compressed):
    """The file's bytes; of a compressed one, those of its one member. What follows that is told by an error."""
    handle.seek(0)
    if compressed and handle.read(4) != b"\x1f\x8b\x08\x00":
        raise ValueError("no gzip file as the writer makes it")
    handle.seek(0)
    inflate = zlib.decompressobj(31)
    while piece := handle.read(1 << 16):
        yield inflate.decompress(piece) if compressed else piece
        if compressed and inflate.eof and (inflate.unused_data or handle.read(1)):
            raise ValueError("bytes after the end of the compressed file")
    if compressed and not inflate.eof:
        raise ValueError("the compressed file has no end")


def lines(handle, compressed):
    """The lines without their LF, and whether they have one. A damaged file gives the error after its last line."""
    rest = b""
    for piece in pieces(handle, compressed):
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield line, True
    if rest:
        yield rest, False


def first_line(handle, compressed):
    try:
        line, whole = next(lines(handle, compressed))
        return strict(line) if whole else {}
    except (StopIteration, ValueError, RecursionError, zlib.error):
        return {}


def slot(octets):
    """What a slot of a head file says: {} where none was written yet, None if it is damaged."""
    text = octets[:-1].rstrip(b" ")
    try:
        members = strict(text) if octets.strip(b"\0") else {}
    except (ValueError, RecursionError):
        return None
    if members:
        if len(octets) != 512 or octets[-1:] != b"\n" or not TAIL.fullmatch(text[-32:]) or not has_form(members, "head"):
            return None
        members["body"] = text[:-32]
    return members


def slots_of(octets):
    return [slot(octets[:512]), slot(octets[512:]) if len(octets) == 1024 else None]


def head_key(ring, head):
    """The place in the ring of the key that made a slot's tag, or None if none did. Without a ring all is one."""
    digest = sha256(b"tocsin-head-v1\0", head["body"])
    if not ring and head.get("key") is not None:
        return 0
    for at, key in list(enumerate(ring)) + [(-1 if ring else 0, None)]:
        if (key_id(key) == head.get("key") and head["epoch"] <= MAX_EPOCH
                and tag(key_at(key, head["epoch"]), digest).decode() == head["tag"]):
            return at
    return None


class Segment:
    def __init__(self, name, handle):
        self.name, self.handle, self.compressed = name, handle, name.endswith(".gz")
        self.header = first_line(handle, self.compressed)
        self.number, self.journal = self.header.get("segment"), self.header.get("journal")

    def is_one(self):
        return has_form(self.header, "segment") and self.header["format"] == 1

    def digest(self):
        digest = hashlib.sha256()
        try:
            for piece in pieces(self.handle, self.compressed):
                digest.update(piece)
        except (ValueError, zlib.error):
            return None
        return digest.digest()


def cursor_in(octets):
    """How far somebody who follows a journal has got; None if the file does not say it."""
    try:
        members = strict(octets.strip())
    except (ValueError, RecursionError):
        return None
    numbers = [members.get(name) for name in ("segment", "offset", "seq")]
    right = (members.get("record") == "cursor" and re.fullmatch("[0-9a-f]{32}", str(members.get("journal")))
             and all(type(n) is int and 0 <= n <= 1 << 53 for n in numbers) and numbers[0] > 0)
    return members if right else None


class Folder:
    """A folder's files, all opened before the first one is read: a writer may roll and delete beside us."""

    def __init__(self, path):
        self.path, self.segments, self.unreadable, self.seen = path, [], {}, set()
        # The heads first: what they promise must be in the files that are opened after them.
        self.heads = {e.name: slots_of(self.read(e.name)) for e in os.scandir(path) if e.name.endswith(".head")}
        self.cursors = {e.name: cursor_in(self.read(e.name)) for e in os.scandir(path) if e.name.endswith(".cursor")}
        for _ in range(20):
            for entry in sorted(os.scandir(path), key=lambda e: e.name):
                if (entry.is_file(follow_symlinks=False) and entry.inode() not in self.seen
                        and not entry.name.endswith(NOT_SEGMENTS) and ".torn-" not in entry.name):
                    self.add(entry.name)
            if not self.lacks():
                break  # else a look may have missed a file that was renamed meanwhile

    def lacks(self):
        here, numbers = {(s.journal, s.number) for s in self.segments}, {}
        for journal, number in here:
            numbers.setdefault(journal, []).append(number)
        return (any(max(all_of) - min(all_of) >= len(all_of) for all_of in numbers.values())
                or any(m["segment"] and (m["journal"], m["segment"]) not in here
                       for slots in self.heads.values() for m in slots if m))

    def open(self, name):
        return open(os.open(os.path.join(self.path, name), os.O_RDONLY | os.O_NOFOLLOW), "rb")

    def read(self, name):
        try:
            with self.open(name) as handle:
                return handle.read()
        except OSError:
            return b""

    def add(self, name):
        try:
            segment = Segment(name, self.open(name))
        except FileNotFoundError:
            return
        except OSError as error:
            self.unreadable[name] = str(error)
            return
        inode = os.fstat(segment.handle.fileno()).st_ino
        if inode not in self.seen and segment.is_one():
            self.seen.add(inode)
            self.segments.append(segment)

    def is_open(self, active):
        """Whether a writer holds the journal: it has a lock on the lock file."""
        try:
            with self.open(active + ".lock") as handle:
                fcntl.lockf(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return False
        except FileNotFoundError:
            return False
        except OSError:
            return True


# ---- Verifying one journal

class Journal:
    def __init__(self, folder, name, segments, arguments, found):
        self.folder, self.id, self.arguments, self.found = folder, name, arguments, found
        self.segments = sorted(segments, key=lambda s: (s.number, s.compressed))
        self.h, self.line, self.seq, self.segment = sha256(b"tocsin-journal-v1\0", bytes.fromhex(name)), 0, 0, 0
        self.tag_at, self.epoch, self.key = 0, 0, None  # position in the ring of tag keys, its epoch, the key then
        self.has_key, self.sign_at = False, 0  # whether a tag held so far; position in the ring of public keys
        self.file, self.broken, self.after_checkpoint = None, False, False
        self.tombstones, self.gaps, self.read, self.first = {}, [], {}, None
        heads = [m for slots in folder.heads.values() for m in slots if m]
        self.asked = {m["line"]: None for m in arguments.seen + heads if m["journal"] == name}

    def tell(self, kind, message, code=1, line=None):
        if kind == "contradiction" and self.broken:
            return  # nothing agrees with a chain that is broken, up to the end of the segment
        at = self.line if line is None else line
        self.found.append({"kind": kind, "code": code, "file": self.file, "line": at, "message": message})

    def verify(self):
        self.note()
        for i, segment in enumerate(self.segments):
            self.file = segment.name
            if i and self.segments[i - 1].number == segment.number:
                if self.segments[i - 1].digest() != segment.digest():
                    self.tell("fork", f"differs from {self.segments[i - 1].name}, which is the same segment")
            else:
                self.walk(segment, segment.number == self.segments[-1].number)
        self.broken = False
        self.check_tombstones()
        self.check_ends()
        self.check_heads()
        self.check_cursors()
        self.check_witness()

    def walk(self, segment, is_last):
        """All lines of a segment, one after the other."""
        self.number = segment.number
        self.events, self.sealed, self.last_time = 0, None, None
        digest, is_first, start = hashlib.sha256(), True, None
        try:
            for line, whole in lines(segment.handle, segment.compressed):
                if self.sealed is not None:
                    self.tell("bytes after end", "stands after the seal")
                    break
                if not whole:
                    if not is_last or segment.compressed:
                        self.tell("changed line", "has no end")
                    elif not self.folder.is_open(segment.name):
                        self.tell("unfinished line", "is cut off, and nobody has the journal open", 4)
                    break
                digest.update(line + b"\n")
                self.check(line, is_first)
                if is_first:
                    start = segment.header.get("prev")
                is_first = False
                self.note()
        except (ValueError, zlib.error) as error:
            self.tell("bytes after end" if "after" in str(error) else "damaged file", str(error))
        if self.sealed is None and not is_last:
            self.tell("removed lines", "has no seal, and is not the last segment")
        self.segment = segment.number
        self.read[segment.number] = (start, self.h.hex(), digest.hexdigest(), self.seq, self.last_time)

    def check(self, line, is_first):
        body, tail = line[:-32], TAIL.fullmatch(line[-32:])
        try:
            members = strict(line)
        except (ValueError, RecursionError) as error:
            members = {}
            self.tell("changed line", f"is no line of a journal: {error}")
        if tail is None:
            self.tell("changed line", "does not end with a tag")
            body = line
        record = members.get("record")
        if is_first:
            self.begin(members)
        h = sha256(self.h, body)
        is_right = tail is not None and self.check_tag(h, tail[1], members, is_first)
        if not is_right and tail is not None and not self.broken:
            self.tell("wrong tag", "is not the line that was written here")
        self.broken = self.broken or not is_right
        if "event_type" in members:
            self.check_event(body, record)
        elif members and (record not in RECORDS or record == "head" or (record == "segment") != is_first):
            self.tell("inserted lines", f"a line with record {record!r} does not belong here")
        elif members and not has_form(members, record):
            self.tell("contradiction", f"is no {record} line as they are written")
        elif members:
            self.check_record(record, members, is_right)
        if record in ("checkpoint", "seal"):
            self.check_signature(body)
        self.after_checkpoint = record == "checkpoint"
        self.h, self.line = h, self.line + 1
        if record == "seal":
            self.sealed, self.last_time = True, members.get("time")

    def begin(self, header):
        """Compares the first line with what is known, then takes it up."""
        if self.first is None:
            self.first = header
        self.is_next = self.segment + 1 == header["segment"]
        if not self.is_next:
            self.gaps.append((self.segment, self.h.hex(), self.seq, header, self.file, self.line))
        else:
            self.expect(header, line=self.line, first_seq=self.seq + 1, prev=self.h.hex())
        self.broken = False
        self.h, self.line, self.seq = bytes.fromhex(header["prev"]), header["line"], header["first_seq"] - 1

    def expect(self, members, **values):
        for name, value in values.items():
            if members.get(name) != value or type(members.get(name)) is not type(value):
                self.tell("contradiction", f"{members.get('record')} says {name} {members.get(name)!r}, not {value!r}")

    def check_tag(self, h, text, members, is_first):
        """Whether a tag holds under a key that may be in force here; then that key is."""
        ring, keyed = self.arguments.tag_keys, members.get("algorithm") == "HMAC-SHA-256"
        if not ring:
            if is_first:
                self.key = UNKNOWN if keyed else None
            return self.key == UNKNOWN or tag(None, h) == text  # a keyed tag says nothing to who has no key
        candidates = [(self.tag_at, self.epoch, self.key)]
        if is_first:
            epoch = members["epoch"]
            if epoch > MAX_EPOCH:
                self.tell("wrong epoch", f"epoch {epoch} is more than {MAX_EPOCH}")
                epoch = 0
            # A name that is none of the ring's says nothing; one that is must be right.
            named = [i for i, key in enumerate(ring) if key_id(key) == members.get("key")] or range(len(ring))
            candidates = [(i, epoch, key_at(ring[i], epoch)) for i in named if i >= self.tag_at]
        elif self.after_checkpoint and self.key:
            candidates.append((self.tag_at, self.epoch + 1, evolved(self.key)))
        for at, epoch, key in candidates:
            if tag(key, h) == text:
                if is_first and self.has_key:
                    most = self.epoch + self.after_checkpoint if self.is_next else MAX_EPOCH
                    if not (epoch == 0 if at != self.tag_at else self.epoch <= epoch <= most):
                        self.tell("wrong epoch", f"begins at epoch {epoch} after epoch {self.epoch}")
                self.tag_at, self.epoch, self.key, self.has_key = at, epoch, key, True
                return True
        if is_first and candidates and not self.has_key:
            self.key = candidates[0][2]
        return False

    def check_event(self, body, record):
        self.events += 1
        end = re.search(rb',"seq":([1-9][0-9]*)$', body)
        if record is not None or not body.startswith(b'{"event_id":') or end is None:
            self.tell("contradiction", "is no event as events are written")
        if end is not None:
            seq, self.seq = self.seq + 1, int(end[1])
            if self.seq != seq:
                self.tell("contradiction", f"has number {self.seq}, not {seq}")

    def check_record(self, record, members, is_right):
        if record == "segment":
            if self.arguments.tag_keys and is_right:
                key = self.arguments.tag_keys[self.tag_at]
                self.expect(members, algorithm="HMAC-SHA-256" if key else "SHA-256")
            if members["algorithm"] == "SHA-256":
                self.expect(members, key=None, epoch=0)
            elif not isinstance(members.get("key"), str):
                self.tell("contradiction", "names no key")
        elif record == "open":
            self.expect(members, line=self.line, next_seq=self.seq + 1)
        elif record == "checkpoint":
            self.expect(members, journal=self.id, line=self.line, last_seq=self.seq, head=self.h.hex())
            if is_right and self.key != UNKNOWN:
                self.expect(members, epoch=self.epoch)
        elif record == "seal":
            self.expect(members, line=self.line, last_seq=self.seq, head=self.h.hex(), events=self.events)
        elif record == "recovery" and members.get("lost_from") is not None:
            self.tell("lost lines", f"the writer found lines gone, from event {members['lost_from']} on")
        elif record == "tombstone" and is_right:
            self.check_tombstone(members)

    def check_signature(self, body):
        ring, given = self.arguments.keys, SIGNATURE.fullmatch(body[-101:])
        if not ring:
            return
        if given is None:
            if ring[self.sign_at] is not None:
                self.tell("unsigned", "has no signature")
            return
        message, octets = b"tocsin-checkpoint-v1\n" + body[:-101], base64.urlsafe_b64decode(given[1] + b"==")
        for at in range(self.sign_at, len(ring)):
            if ring[at] and base64url(octets) == given[1] and is_signed(ring[at], message, octets):
                self.sign_at = at
                return
        self.tell("bad signature", "is not signed by a key that may sign here")

    # ---- What must hold over the whole journal

    def check_tombstone(self, stone):
        """Segments are deleted oldest first, and each tombstone goes on from the one before it."""
        of, last, here = stone["segment"], max(self.tombstones, default=None), self.number
        if last is not None:
            before = self.tombstones[last][0]
            fits = of == last + 1 and stone["prev"] == before["head"] and stone["first_seq"] == before["last_seq"] + 1
        else:
            fits = 1 <= of <= max(1, self.first["segment"])
        if not fits or of >= here:
            self.tell("tombstone out of order", f"of segment {of} does not follow that of segment {last}")
        else:
            self.tombstones[of] = (stone, self.file, self.line)

    def check_tombstones(self):
        for number_before, h, seq, header, self.file, line in self.gaps:
            begin = header["segment"]
            missing = range(number_before + 1 if number_before else begin - 1, begin)
            if not missing or any(s not in self.tombstones for s in missing):
                self.tell("missing segment", f"segment {begin} follows {number_before}, without a tombstone", 1, line)
                continue
            last = self.tombstones[missing[-1]][0]
            self.expect(header, prev=last["head"], first_seq=last["last_seq"] + 1)
            if number_before:
                self.expect(self.tombstones[missing[0]][0], prev=h, first_seq=seq + 1)
        for of, (stone, self.file, line) in self.tombstones.items():
            if of in self.read:
                prev, head, digest, last_seq, newest = self.read[of]
                self.expect(stone, prev=prev, head=head, sha256=digest, last_seq=last_seq, newest=newest)
            demanded = datetime.timedelta(days=self.arguments.min_age)
            if demanded and self.age_of(stone, line) < demanded:
                self.tell("tombstone too young", f"segment {of} was deleted before its time", 1, line)

    def age_of(self, stone, line):
        """From the segment's end to its deletion, as far as the witness does not know better than the tombstone."""
        seen = [w for w in self.arguments.seen if w["journal"] == self.id]
        before = [w["seen_at"] for w in seen if w["last_seq"] < stone["last_seq"]]
        after = [w["seen_at"] for w in sorted(seen, key=lambda w: w["line"]) if w["line"] > line]
        now = datetime.datetime.now(datetime.timezone.utc)  # what is said to be still to come has not lasted longer
        return min([time_of(stone, "time"), now] + after[:1]) - max([time_of(stone, "newest")] + before[-1:])

    def check_ends(self):
        tags, keys = self.arguments.tag_keys, self.arguments.keys
        if tags and self.tag_at != len(tags) - 1:
            self.tell("wrong key", "the journal does not end under the newest tag key")
        if keys and self.sign_at != len(keys) - 1:
            self.tell("wrong key", "the last checkpoint is not signed by the newest key")

    def note(self):
        """Keeps what holds after as many lines as a head file or a witness asks for."""
        if self.line in self.asked:
            self.asked[self.line] = self.h.hex()

    def check_heads(self):
        """The durable point: of the slots that are whole, the one with the higher generation."""
        whole, damaged = [], None
        for name, slots in self.folder.heads.items():
            mine = [m for m in slots if m and m["journal"] == self.id]
            right = [m for m in mine if head_key(self.arguments.tag_keys, m) is not None]
            whole += [(m["generation"], name, m) for m in right if head_key(self.arguments.tag_keys, m) >= self.tag_at]
            cut_off = any(m is None or (m and head_key(self.arguments.tag_keys, m) is None) for m in slots)
            if mine and cut_off and not self.folder.is_open(name[:-5]):
                damaged = name
        if damaged is not None and whole:
            self.file = damaged
            self.tell("head cut off", "one of the two slots is not whole", 4)
        if not whole:
            self.file = None
            self.tell("head absent", "no head file tells of this journal", 1, -1)
            return
        _, self.file, head = max(whole, key=lambda found: found[0])
        if head["line"] > self.line:
            self.tell("lost lines", f"{head['line']} lines were on the disk, {self.line} are there")
        elif self.asked[head["line"]] not in (None, head["h"]):
            self.tell("fork", "the head file knows other lines", 1, head["line"])

    def check_cursors(self):
        for name, cursor in self.folder.cursors.items():
            if cursor and cursor["journal"] == self.id and cursor["seq"] > self.seq:
                self.file = name
                self.tell("witness ahead", f"event {cursor['seq']} was got, the last one here is {self.seq}", 1, -1)

    def check_witness(self):
        for seen in self.arguments.seen:
            if seen["journal"] != self.id:
                continue
            if seen["line"] > self.line:
                self.tell("witness ahead", f"a checkpoint after {seen['line']} lines was seen", 1)
            elif self.asked[seen["line"]] not in (None, seen["head"]):
                self.tell("fork", "not the lines that were seen outside", 1, seen["line"])


# ---- Arguments

def tag_key(path):
    if path == "none":
        return None
    with open(path) as file:
        key = bytes.fromhex(file.read().strip())
    if len(key) != 32:
        raise ValueError(f"{path}: use 64 hexadecimal digits")
    return key


def public_key(path):
    if path == "none":
        return None
    with open(path) as file:
        der = base64.b64decode("".join(line for line in file.read().splitlines() if "-" not in line))
    if len(der) != 44 or der[:12].hex() != "302a300506032b6570032100":
        raise ValueError(f"{path}: is no Ed25519 public key in PEM")
    return der[12:]


def kept_in(members):
    """The checkpoints in an object that a witness has kept, each with the witness's own time or None."""
    if members.get("witnessed_at") is not None:
        yield strict(members["line"].encode()), members["witnessed_at"]
    elif members.get("record") == "checkpoint":
        yield members, None
    scopes = [scope for resource in members.get("resourceLogs", []) for scope in resource.get("scopeLogs", [])]
    for record in (record for scope in scopes for record in scope.get("logRecords", [])):
        names = [a["value"].get("stringValue") for a in record.get("attributes", []) if a["key"] == "event.name"]
        if "tocsin.checkpoint" in [record.get("eventName"), *names]:
            line = strict(record["body"]["stringValue"].encode())
            if line.get("record") != "checkpoint":
                raise ValueError("a record tocsin.checkpoint that is no checkpoint")
            yield line, None


def witnessed(path, journals):
    seen, found = [], False
    with open(path, "rb") as file:
        for line in gzip.open(file) if file.peek(2)[:2] == b"\x1f\x8b" else file:
            for members, witnessed_at in kept_in(strict(line.strip())) if line.strip() else ():
                if members.get("record") == "checkpoint":
                    if not has_form(members, "checkpoint"):
                        raise ValueError("a line that is no checkpoint")
                    members["seen_at"] = time_of({"time": witnessed_at or members["time"]}, "time")
                    found = True
                    if not journals or members["journal"] in journals:
                        seen.append(members)
    if not seen:
        raise ValueError("holds checkpoints of other journals only" if found else "holds no checkpoint")
    return seen


def arguments(words):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dir", action="append", default=[], help="a folder of journals, repeatable (default: logs)")
    parser.add_argument("--key", action="append", default=[], metavar="FILE|none", help="public keys, oldest first")
    parser.add_argument("--tag-key", action="append", default=[], metavar="FILE|none", help="tag keys, oldest first")
    parser.add_argument("--journal", action="append", default=[], metavar="ID", help="a journal that must be there")
    parser.add_argument("--min-age", type=int, default=0, metavar="DAYS", help="nothing may be deleted earlier")
    parser.add_argument("--witness", metavar="FILE", help="checkpoint lines that were kept elsewhere, or OTLP JSON")
    parser.add_argument("--batch", action="store_true",
                        help="read arguments from standard input, a JSON array a line, and answer with a JSON line each")
    parsed = parser.parse_args(words)
    parsed.tag_keys, parsed.keys = [tag_key(f) for f in parsed.tag_key], [public_key(f) for f in parsed.key]
    parsed.tag_keys, parsed.keys = [ring if any(ring) else [] for ring in (parsed.tag_keys, parsed.keys)]
    return parsed


def without_keys(parsed):
    return argparse.Namespace(**{**vars(parsed), "tag_keys": [], "keys": []})


def verify(parsed):
    """All findings, and the exit code they call for: 1 before 3 before 4."""
    found = []

    def tell(kind, code, file, message):
        found.append({"kind": kind, "code": code, "file": file, "line": -1, "message": message})

    parsed.seen = []
    try:
        parsed.seen = witnessed(parsed.witness, parsed.journal) if parsed.witness else []
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, zlib.error) as error:
        tell("unreadable", 3, parsed.witness, str(error))
    journals, heads = set(), set()
    for path in parsed.dir or ["logs"]:
        try:
            folder = Folder(path)
        except OSError as error:
            tell("unreadable", 3, path, str(error))
            continue
        for name, error in folder.unreadable.items():
            tell("unreadable", 3, name, error)
        here = {}
        for segment in folder.segments:
            here.setdefault(segment.journal, []).append(segment)
        # The command line's own journals have no keys, so where keys are demanded there must be another one.
        own = {name for name, segments in here.items() if (parsed.tag_keys or parsed.keys)
               and name not in parsed.journal and all(OWN.fullmatch(s.name) for s in segments)}
        for name, segments in here.items():
            if not parsed.journal or name in parsed.journal:
                Journal(folder, name, segments, without_keys(parsed) if name in own else parsed, found).verify()
        journals |= set(here)
        heads |= {m["journal"] for slots in folder.heads.values() for m in slots
                  if m and m["line"] and head_key(parsed.tag_keys, m) is not None}
        if not here.keys() - own and not found:
            tell("unreadable", 3, path, "holds no journal")
    for name in sorted((heads | {w["journal"] for w in parsed.seen} | set(parsed.journal)) - journals):
        tell("journal gone", 1, None, f"journal {name} is not there")
    return min((f["code"] for f in found), default=0), found


def main():
    parsed = arguments(sys.argv[1:])
    if parsed.batch:
        for line in sys.stdin:
            code, found = verify(arguments(json.loads(line)))
            print(json.dumps({"exit": code, "findings": found}), flush=True)
        return 0
    code, found = verify(parsed)
    for finding in found:
        print(f"{finding['file']}:{finding['line']}: {finding['kind']}: {finding['message']}")
    return code


if __name__ == "__main__":
    sys.exit(main())
