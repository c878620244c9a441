# SPDX-License-Identifier: Apache-2.0
"""What `backbone fetch` leaves in the cache is what huggingface_hub finds there, and the other way round.

    python hub_cache.py PROMPTLATHE_CLI

Starts a hub on loopback with one tiny model, fetches it by the command line (once cut off in between) and by
huggingface_hub, each into a cache of its own, compares the two, and lets each read the other's.
"""
import hashlib, http.server, json, os, pathlib, re, subprocess, sys, tempfile, threading, urllib.parse

COMMIT = "0123456789abcdef0123456789abcdef01234567"
REPOSITORY = "owner/tiny"
FILES = {
    "config.json": json.dumps({"architectures": ["LlamaForCausalLM"], "model_type": "llama"}).encode(),
    "tokenizer.json": b"{}" * 500,
    "README.md": b"---\nlicense: apache-2.0\n---\n",
    "model.safetensors": os.urandom(400_000),
}
LARGE = {"model.safetensors"}
cuts = {"model.safetensors": 1}  # how often the connection ends in the middle


def git_blob(data):
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def tag(name):
    return hashlib.sha256(FILES[name]).hexdigest() if name in LARGE else git_blob(FILES[name])


class Hub(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, status, body, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_GET(self):
        path = urllib.parse.unquote(urllib.parse.urlparse(self.path).path)
        if path.startswith(f"/api/models/{REPOSITORY}/tree/"):
            entries = []
            for name, data in FILES.items():
                entry = {"type": "file", "path": name, "size": len(data), "oid": git_blob(data)}
                if name in LARGE:
                    entry["lfs"] = {"oid": tag(name), "size": len(data), "pointerSize": 134}
                entries.append(entry)
            return self.reply(200, json.dumps(entries).encode(), {"Content-Type": "application/json"})
        if path.startswith(f"/api/models/{REPOSITORY}"):
            siblings = []
            for name, data in FILES.items():
                entry = {"rfilename": name, "size": len(data), "blobId": git_blob(data)}
                if name in LARGE:
                    entry["lfs"] = {"sha256": tag(name), "size": len(data), "pointerSize": 134}
                siblings.append(entry)
            body = {"id": REPOSITORY, "modelId": REPOSITORY, "sha": COMMIT, "siblings": siblings, "private": False,
                    "tags": [], "downloads": 0, "likes": 0}
            return self.reply(200, json.dumps(body).encode(), {"Content-Type": "application/json"})
        found = re.fullmatch(rf"/{REPOSITORY}/resolve/[^/]+/(.+)", path)
        if not found or found[1] not in FILES:
            return self.reply(404, b"", {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": COMMIT})
        name, data, status = found[1], FILES[found[1]], 200
        headers = {"X-Repo-Commit": COMMIT, "ETag": f'"{tag(name)}"', "Accept-Ranges": "bytes"}
        if name in LARGE:
            headers |= {"X-Linked-Etag": f'"{tag(name)}"', "X-Linked-Size": str(len(data))}
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if asked:
            first, last = int(asked[1]), int(asked[2] or len(data) - 1)
            headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
            data, status = data[first:last + 1], 206
        if self.command == "GET" and cuts.get(name, 0) > 0:
            cuts[name] -= 1
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[:len(data) // 3])
            self.close_connection = True
            return None
        return self.reply(status, data, headers)

    do_HEAD = do_GET


def tree(cache):
    """Every file and link below the model's folder, with what it holds or leads to; remembered listings (trees/) aside."""
    root = pathlib.Path(cache) / "models--owner--tiny"
    found = {}
    for path in sorted(root.rglob("*")):
        if "trees" in path.parts:
            continue
        if path.is_symlink():
            found[str(path.relative_to(root))] = os.readlink(path)
        elif path.is_file():
            found[str(path.relative_to(root))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    os.environ["HF_ENDPOINT"] = f"http://127.0.0.1:{server.server_port}"
    os.environ["HF_HUB_DISABLE_XET"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = folder + "/ours", folder + "/theirs"
        fetch = [sys.argv[1], "backbone", "fetch", REPOSITORY, "--json", "--progress", "none"]
        done = json.loads(subprocess.run(fetch, env=os.environ | {"HF_HUB_CACHE": ours}, check=True, stdout=subprocess.PIPE).stdout)
        assert done["state"] == "done" and done["commit"] == COMMIT, done

        import huggingface_hub
        held = huggingface_hub.snapshot_download(REPOSITORY, cache_dir=ours, local_files_only=True)
        assert pathlib.Path(held).resolve() == pathlib.Path(done["path"]).resolve(), (held, done)
        for name, data in FILES.items():
            path = huggingface_hub.try_to_load_from_cache(REPOSITORY, name, cache_dir=ours)
            assert path and pathlib.Path(path).read_bytes() == data, name
        scanned = huggingface_hub.scan_cache_dir(ours)
        assert not scanned.warnings, scanned.warnings
        (repo,) = scanned.repos
        (revision,) = repo.revisions
        assert repo.repo_id == REPOSITORY and revision.commit_hash == COMMIT and revision.refs == {"main"}, repo

        cuts["model.safetensors"] = 0
        huggingface_hub.snapshot_download(REPOSITORY, cache_dir=theirs, token=False)
        assert tree(ours) == tree(theirs), (tree(ours), tree(theirs))
        again = json.loads(subprocess.run(fetch, env=os.environ | {"HF_HUB_CACHE": theirs}, check=True, stdout=subprocess.PIPE).stdout)
        assert again["fetched"] == 0, again
    print("the caches are the same,", len(FILES), "files; each finds the other's with nothing fetched twice")


main()
