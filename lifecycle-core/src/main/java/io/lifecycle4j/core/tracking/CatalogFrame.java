package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.tracking.RunStateFrame.Wanted;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A compact entry of the catalog: a mark, a kind, the id of the run, and what the kind holds.
 *
 * <p>As JSON, like the other entries, it would cost a new process seconds for 10,000 runs. The
 * state of a run is decoded only on request.
 */
final class CatalogFrame {
  /** The first byte; JSON begins with a brace. */
  private static final byte MARK = 2;

  private static final byte START = 1;
  private static final byte STATE = 2;
  private static final int EXPECTED = 256;

  private final byte[] payload;
  private final String what;
  private final int kind;
  private final String run;
  private final int body;

  private CatalogFrame(byte[] payload, String what) {
    this.payload = payload;
    this.what = what;
    ByteSource in = new ByteSource(payload, 1);
    kind = in.octet();
    run = in.text();
    body = in.at();
  }

  static boolean is(JournalEntry entry) {
    return entry.payload().length > 0 && entry.payload()[0] == MARK;
  }

  /** Reads only the kind and the id of the run. */
  static CatalogFrame read(JournalEntry entry) {
    String what = "entry " + entry.sequence() + " of runs";
    try {
      return new CatalogFrame(entry.payload(), what);
    } catch (IndexOutOfBoundsException e) {
      throw damaged(what, e);
    }
  }

  private static CorruptDataException damaged(String what, RuntimeException cause) {
    return new CorruptDataException("Cannot read " + what + ": bytes cut or changed", cause);
  }

  String run() {
    return run;
  }

  boolean isStart() {
    return kind == START;
  }

  /** Any other kind is of a newer version of the library. */
  boolean isState() {
    return kind == STATE;
  }

  /** Returns whether this version of the library knows every part of the entry. */
  boolean isKnown() {
    if (isStart()) {
      Started started = start();
      return Arrays.equals(start(started.info(), started.journal()), payload);
    }
    if (isState()) {
      RunRecord record = decode(new RunInfo(run, "checked", Instant.EPOCH), Wanted.ALL);
      long sequence = new ByteSource(payload, body).unsigned();
      return Arrays.equals(state(record, sequence), payload);
    }
    return false;
  }

  static byte[] start(RunInfo info, String journal) {
    ByteSink out = head(START, info.id());
    out.text(info.experiment());
    out.time(info.started());
    out.text(info.name());
    out.text(journal);
    out.octet(info.parent().isEmpty() ? 0 : 1);
    info.parent().ifPresent(out::text);
    return out.bytes();
  }

  record Started(RunInfo info, String journal) {}

  private static ByteSink head(byte kind, String run) {
    ByteSink out = new ByteSink(EXPECTED);
    out.octet(MARK);
    out.octet(kind);
    out.text(run);
    return out;
  }

  Started start() {
    try {
      ByteSource in = new ByteSource(payload, body);
      String experiment = in.text();
      Instant started = in.time();
      String name = in.text();
      String journal = in.text();
      Optional<String> parent = in.octet() == 0 ? Optional.empty() : Optional.of(in.text());
      ByteSource.require(!in.hasMore());
      return new Started(new RunInfo(run, experiment, started, name, parent), journal);
    } catch (IndexOutOfBoundsException | LifecycleException e) {
      throw damaged(what, e);
    }
  }

  static byte[] state(RunRecord run, long sequence) {
    ByteSink out = head(STATE, run.id());
    RunStateFrame.write(run, sequence, out);
    return out.bytes();
  }

  RunRecord decode(RunInfo info, Wanted wanted) {
    try {
      return RunStateFrame.read(info, new ByteSource(payload, body), what, wanted);
    } catch (IndexOutOfBoundsException | LifecycleException e) {
      throw damaged(what, e);
    }
  }
}
