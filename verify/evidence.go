package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	evidenceFormat = "proviso-evidence/1"
	proofFormat    = "proviso-proof/1"
)

type manifest struct {
	Format  string            `json:"format"`
	About   map[string]string `json:"about"`
	Origin  string            `json:"origin"`
	Entries int               `json:"entries"`
	Packs   []struct {
		Ref    string      `json:"ref"`
		SHA256 string      `json:"sha256"`
		Files  [][2]string `json:"files"`
	} `json:"packs"`
	Files []struct {
		Name   string `json:"name"`
		Size   int    `json:"size"`
		SHA256 string `json:"sha256"`
	} `json:"files"`
}

type proof struct {
	Format      string      `json:"format"`
	Size        int64       `json:"size"`
	Runs        [][2]int64  `json:"runs"`
	Hashes      []tlog.Hash `json:"hashes"`
	Consistency []struct {
		First  int64       `json:"first"`
		Second int64       `json:"second"`
		Proof  []tlog.Hash `json:"proof"`
	} `json:"consistency"`
}

// checkEvidence verifies an evidence PDF, ZIP or folder: its seal, its manifest, every entry, every text of the rules.
func checkEvidence(path, vkey string) ([]string, error) {
	files, sealed, err := openEvidence(path)
	if err != nil {
		return nil, err
	}
	if vkey == "" {
		vkey = strings.TrimSpace(string(files["vkey"]))
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, bad("the key cannot be used: %v", err)
	}
	w := &walk{files: files, verifier: verifier, vkey: vkey}
	if sealed != nil {
		w.problems = append(w.problems, sealed(verifier)...)
	}
	w.checkManifest()
	if heads := w.checkHeads(); len(heads) > 0 {
		w.checkEntries(heads)
	}
	w.checkPacks()
	if len(w.problems) > 0 {
		return w.facts, bad("%s", strings.Join(w.problems, "; "))
	}
	return w.facts, nil
}

type walk struct {
	files    map[string][]byte
	verifier note.Verifier
	vkey     string
	manifest *manifest
	facts    []string
	problems []string
}

func (w *walk) found(format string, values ...interface{}) {
	w.problems = append(w.problems, fmt.Sprintf(format, values...))
}

func (w *walk) checkManifest() {
	content, ok := w.files["manifest.json"]
	if !ok {
		w.found("manifest.json is missing")
		return
	}
	opened, err := note.Open(w.files["manifest.note"], note.VerifierList(w.verifier))
	if err != nil {
		w.found("manifest.note was not signed by %s: %v", w.verifier.Name(), err)
	} else if opened.Text != evidenceFormat+"\n"+hashHex(content)+"\n" || !isCanonical(w.files["manifest.note"], opened.Text) {
		w.found("manifest.json is not the one that was signed")
	}
	m := &manifest{}
	decoder := json.NewDecoder(bytes.NewReader(content))
	if err := decoder.Decode(m); err != nil || m.Format != evidenceFormat || m.Origin != w.verifier.Name() {
		w.found("manifest.json cannot be read, or is of another ledger")
		return
	}
	w.manifest = m
	named := map[string]bool{"manifest.json": true, "manifest.note": true}
	for _, row := range m.Files {
		named[row.Name] = true
		held, ok := w.files[row.Name]
		if !ok {
			w.found("%s is missing", row.Name)
		} else if len(held) != row.Size || hashHex(held) != row.SHA256 {
			w.found("%s was changed", row.Name)
		}
	}
	for _, name := range sorted(w.files) {
		if !named[name] {
			w.found("%s does not belong here", name)
		}
	}
	w.facts = append(w.facts, fmt.Sprintf("%s: %d files are named by the signed manifest", m.About["title"], len(m.Files)))
}

func (w *walk) checkHeads() []tlog.Tree {
	var heads []tlog.Tree
	for number, text := range strings.SplitAfter(string(w.files["checkpoints.txt"]), "\n"+separator) {
		if text == "" {
			continue
		}
		head, err := openCheckpoint(strings.TrimSuffix(text, separator), w.vkey)
		if err != nil {
			w.found("checkpoints.txt, note %d: %v", number+1, err)
			continue
		}
		heads = append(heads, head)
	}
	if len(heads) == 0 {
		w.found("there is no checkpoint")
	}
	sort.SliceStable(heads, func(i, j int) bool { return heads[i].N < heads[j].N })
	return heads
}

func (w *walk) checkEntries(heads []tlog.Tree) {
	var p proof
	if err := json.Unmarshal(w.files["proof.json"], &p); err != nil || p.Format != proofFormat {
		w.found("proof.json cannot be read")
		return
	}
	w.checkConsistency(heads, p)
	head := heads[len(heads)-1]
	if p.Size != head.N { // before its numbers are written out: a forged size would fill the memory
		w.found("proof.json is not of the newest checkpoint")
		return
	}
	indexes, err := fromRuns(p.Runs, p.Size)
	if err != nil {
		w.found("proof.json is not of the newest checkpoint")
		return
	}
	lines := strings.Split(string(w.files["entries.jsonl"]), "\n")
	if last := len(lines) - 1; lines[last] != "" {
		w.found("entries.jsonl does not end with its last line")
	}
	leaves := make([]tlog.Hash, 0, len(lines))
	for _, line := range lines[:len(lines)-1] {
		leaves = append(leaves, tlog.RecordHash([]byte(line)))
	}
	if root, err := segmentRoot(leaves, indexes, p); err == nil && root == head.Hash {
		w.facts = append(w.facts, fmt.Sprintf("%d entries are in the ledger of %d entries that was signed", len(leaves), head.N))
		return
	}
	w.nameEntry(leaves, indexes, p, head)
}

// nameEntry says which entry it is: the leaves beside the entries tell it, when they themselves make up the signed root.
func (w *walk) nameEntry(leaves []tlog.Hash, indexes []int64, p proof, head tlog.Tree) {
	var stored []tlog.Hash
	for _, line := range strings.Fields(string(w.files["leaves.txt"])) {
		leaf, err := tlog.ParseHash(line)
		if err != nil {
			leaf = tlog.Hash{}
		}
		stored = append(stored, leaf)
	}
	if root, err := segmentRoot(stored, indexes, p); err != nil || root != head.Hash {
		w.found("the entries with proof.json do not give the root that was signed")
		return
	}
	if len(leaves) < len(stored) {
		w.found("%d of %d entries are missing", len(stored)-len(leaves), len(stored))
	}
	for n := range stored {
		if n >= len(leaves) || leaves[n] != stored[n] {
			w.found("entry %d is not the one that was signed", indexes[n])
			return
		}
	}
	w.found("an entry was added after the last one")
}

func (w *walk) checkConsistency(heads []tlog.Tree, p proof) {
	newest := heads[len(heads)-1]
	for _, head := range heads[:len(heads)-1] {
		shown := false
		for _, each := range p.Consistency {
			if each.First == head.N && each.Second == newest.N {
				shown = tlog.CheckTree(each.Proof, newest.N, newest.Hash, head.N, head.Hash) == nil
			}
		}
		if !shown {
			w.found("the checkpoints of %d and %d entries contradict each other", head.N, newest.N)
		}
	}
	w.facts = append(w.facts, fmt.Sprintf("%d checkpoints are signed, and the newest continues each of them", len(heads)))
}

// checkPacks holds each text of the rules against the hash that the ledger's own entries name.
func (w *walk) checkPacks() {
	if w.manifest == nil {
		return
	}
	said := map[string]bool{}
	for _, line := range bytes.Split(w.files["entries.jsonl"], []byte("\n")) {
		var record struct {
			Event string `json:"event"`
			Data  struct {
				Pack   string `json:"pack"`
				SHA256 string `json:"sha256"`
			} `json:"data"`
		}
		if !bytes.Contains(line, []byte(`"event":"Pack`)) || json.Unmarshal(line, &record) != nil {
			continue
		}
		said[record.Data.Pack+" "+record.Data.SHA256] = true
	}
	for _, pack := range w.manifest.Packs {
		digest := sha256.New()
		for _, file := range pack.Files {
			content := w.files[file[1]]
			fmt.Fprintf(digest, "%s\x00%d\x00", file[0], len(content))
			digest.Write(content)
		}
		if hex.EncodeToString(digest.Sum(nil)) != pack.SHA256 || !said[pack.Ref+" "+pack.SHA256] {
			w.found("the text of the rules %s is not the one that the ledger names", pack.Ref)
		} else {
			w.facts = append(w.facts, fmt.Sprintf("the text of the rules %s is the one that the ledger names", pack.Ref))
		}
	}
}

// segmentRoot computes the root of the tree from these leaves and the hashes of what lies between them, left to right.
func segmentRoot(leaves []tlog.Hash, indexes []int64, p proof) (tlog.Hash, error) {
	if len(leaves) != len(indexes) || len(leaves) == 0 {
		return tlog.Hash{}, fmt.Errorf("%d leaves, %d numbers", len(leaves), len(indexes))
	}
	rest := p.Hashes
	var root func(start, stop int64, low, high int) (tlog.Hash, error)
	root = func(start, stop int64, low, high int) (tlog.Hash, error) {
		if low == high {
			if len(rest) == 0 {
				return tlog.Hash{}, fmt.Errorf("the proof is too short")
			}
			first := rest[0]
			rest = rest[1:]
			return first, nil
		}
		if stop-start == 1 {
			return leaves[low], nil
		}
		split := int64(1)
		for split*2 < stop-start {
			split *= 2
		}
		split += start
		middle := low + sort.Search(high-low, func(i int) bool { return indexes[low+i] >= split })
		left, err := root(start, split, low, middle)
		if err != nil {
			return left, err
		}
		right, err := root(split, stop, middle, high)
		return tlog.NodeHash(left, right), err
	}
	head, err := root(0, p.Size, 0, len(indexes))
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("the proof is too long")
	}
	return head, err
}

func fromRuns(runs [][2]int64, size int64) ([]int64, error) {
	var indexes []int64
	before := int64(0)
	for _, run := range runs {
		if run[0] < before || run[1] <= run[0] || run[1] > size {
			return nil, fmt.Errorf("the numbers of the entries are not in order")
		}
		for n := run[0]; n < run[1]; n++ {
			indexes = append(indexes, n)
		}
		before = run[1]
	}
	return indexes, nil
}

func hashHex(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

func sorted(files map[string][]byte) []string {
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

func encode64(content []byte) string { return base64.StdEncoding.EncodeToString(content) }
