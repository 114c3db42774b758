package io.lifecycle4j.core.monitoring.window;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.storage.JournalClosing;
import io.lifecycle4j.core.storage.JournalReads;
import io.lifecycle4j.core.storage.Lead;
import io.lifecycle4j.core.storage.ModelJournals;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.core.storage.SpareJournals.Owned;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The windows of a model in the journals of its home.
 *
 * <p>Each process owns a journal {@code drift-summaries-MODEL-ID}, to which it adds slices. The
 * process that owns {@code drift-lead-MODEL} judges: it reads the slices of all, and adds reports
 * to {@code drift-reports-MODEL}. The entry of a report has the positions up to which slices were
 * read, and all that is in open windows; so a slice is in exactly one window, whenever a process
 * dies. A state without a report is stored in the journal of who leads, now and then, so that
 * slices can be erased while a window stays open for long. Of both, the later state counts.
 */
public final class JournaledWindows implements WindowStore {
  private static final Logger LOG = LoggerFactory.getLogger(JournaledWindows.class);

  /** A process has at most about as many slices that are in a window already. */
  private static final int TRIMMED_AT = 64;

  /** How many reports of a model are kept, at least. */
  static final int MOST_REPORTS = 10_000;

  private final JournalStore journals;
  private final ModelJournals all;
  private final String reportsName;
  private final String leadName;
  private final Lead lead;
  private final Lead reports;
  private final Set<String> corrupt = new HashSet<>();
  private @Nullable Owned own;
  private boolean verified;

  /** The slice that was not written, or perhaps was. */
  private @Nullable Pending pending;

  /** The first slice of this process that was not erased. */
  private long kept;

  /** A slice with the token by which it is written only once. */
  private record Pending(Slice slice, UUID token) {
    private static Pending of(Slice slice) {
      return new Pending(slice, Ids.token());
    }
  }

  /** Opens nothing yet. */
  public JournaledWindows(JournalStore journals, String model) {
    this.journals = journals;
    this.all = new ModelJournals(journals, Kind.DRIFT_SUMMARIES, model);
    this.reportsName = Kind.DRIFT_REPORTS.of(model);
    this.leadName = Kind.DRIFT_LEAD.of(model);
    this.lead = new Lead(journals, leadName);
    this.reports = new Lead(journals, reportsName);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // another slice may have the same rows
  public void write(Slice slice) {
    Owned mine = own;
    if (mine == null) {
      WindowState known = state();
      mine = all.spare(name -> isSpare(name, known), Ids.next());
      own = mine;
      kept = mine.journal().state().first();
    } else if (pending != null) {
      mine.journal().reopen(); // after a failure
    }
    Pending next = pending != null && pending.slice() == slice ? pending : Pending.of(slice);
    pending = next;
    List<byte[]> payloads = List.of(WindowLines.of(slice));
    mine.journal().append(new Batch(next.token(), Batch.ANY, payloads, Durability.PROCESS));
    pending = null;
  }

  /**
   * Returns whether the next slice of a journal has a sequence that was not read: after a power cut
   * a journal may have lost slices that were.
   */
  private boolean isSpare(String name, WindowState known) {
    long last = journals.state(name).map(JournalState::sequence).orElse(0L);
    return last >= known.consumed(name);
  }

  @Override
  public boolean leads() {
    if (!lead.tryLead()) {
      return false;
    }
    if (!reports.tryLead() || !isVerified()) {
      lead.resign();
      return false;
    }
    return true;
  }

  /** Reports that come after a corrupt one could not be read. */
  private boolean isVerified() {
    verified = verified || reports.verify();
    return verified;
  }

  @Override
  public void resign() {
    verified = false;
    try {
      reports.resign();
    } finally {
      lead.resign();
    }
  }

  @Override
  public WindowState state() {
    WindowState reported =
        Lead.peek(journals, reportsName)
            .map(entry -> WindowLines.stateAfter(entry.payload(), reportsName))
            .orElseGet(this::lastReadable);
    WindowState marked =
        Lead.peek(journals, leadName)
            .map(entry -> WindowLines.state(entry.payload(), leadName))
            .orElse(WindowState.NONE);
    return marked.revision() > reported.revision() ? marked : reported;
  }

  /** Finds the last state before what is corrupt; windows after it are judged again. */
  private WindowState lastReadable() {
    WindowState[] last = {WindowState.NONE};
    Lead.read(
        journals,
        reportsName,
        entry -> {
          WindowState state = WindowLines.stateAfter(entry.payload(), reportsName);
          last[0] = state == null ? last[0] : state;
        });
    return last[0];
  }

  @Override
  public Unread unread(WindowState before) {
    boolean complete = true;
    List<Deque<Placed>> found = new ArrayList<>();
    for (String name : all.names()) {
      Deque<Placed> slices = new ArrayDeque<>(slices(name, before.consumed(name)));
      if (!slices.isEmpty()) {
        found.add(slices);
      }
      complete &= isMine(name) || !journals.isOwned(name);
    }
    return new Unread(merged(found), complete);
  }

  private boolean isMine(String name) {
    return own != null && own.name().equals(name);
  }

  /** Orders slices by time, those of one journal by their sequence. */
  private static List<Placed> merged(List<Deque<Placed>> found) {
    PriorityQueue<Deque<Placed>> heads =
        new PriorityQueue<>(
            Comparator.comparing((Deque<Placed> slices) -> slices.element().slice().to())
                .thenComparing(slices -> slices.element().journal()));
    heads.addAll(found);
    List<Placed> ordered = new ArrayList<>();
    while (!heads.isEmpty()) {
      Deque<Placed> next = heads.remove();
      ordered.add(next.remove());
      if (!next.isEmpty()) {
        heads.add(next);
      }
    }
    return ordered;
  }

  private List<Placed> slices(String name, long consumed) {
    List<Placed> slices = new ArrayList<>();
    try {
      JournalReads.stored(
          journals,
          name,
          consumed + 1,
          entry -> {
            Slice slice = WindowLines.slice(entry.payload(), name);
            if (slice != null) {
              slices.add(new Placed(name, entry.sequence(), slice));
            }
          });
    } catch (CorruptDataException e) {
      if (corrupt.add(name)) {
        LOG.error("{} is corrupt: its slices from there on are in no window", name, e);
      }
    }
    return slices;
  }

  @Override
  public void append(List<Reported> judged, WindowState after) {
    reports.add(WindowLines.of(judged, after), Durability.POWER, MOST_REPORTS);
  }

  @Override
  public void checkpoint(WindowState state) {
    lead.write(WindowLines.of(state));
  }

  @Override
  public void trim(WindowState stored) {
    Owned mine = own;
    if (mine == null) {
      return;
    }
    long before = Math.min(stored.consumed(mine.name()), mine.journal().sequence());
    if (before - kept >= TRIMMED_AT) {
      mine.journal().trim(before);
      kept = before;
    }
  }

  /** Closes what is open; what fails is thrown once all is tried. */
  @Override
  public void close() {
    Owned mine = own;
    own = null;
    try {
      if (mine != null) {
        JournalClosing.despiteErrors(mine.journal());
      }
    } finally {
      resign();
    }
  }
}
