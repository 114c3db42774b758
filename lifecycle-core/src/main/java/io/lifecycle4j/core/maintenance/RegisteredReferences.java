package io.lifecycle4j.core.maintenance;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;

import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.maintenance.JournalHolders;
import io.lifecycle4j.maintenance.JournalHolders.Holding;
import io.lifecycle4j.maintenance.JournalHolders.Needs;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.BlobStore;
import io.lifecycle4j.storage.JournalEntry;
import io.lifecycle4j.storage.JournalSnapshot;
import io.lifecycle4j.storage.JournalState;
import io.lifecycle4j.storage.JournalStore;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What journals of the user need, as somebody says whom the user registered.
 *
 * <p>What is wrong with a journal is told as that of a room is. What is wrong with who speaks for
 * it is thrown: nothing in the home is damaged by that, and nothing about it can be believed.
 */
final class RegisteredReferences implements References {
  /** How often a journal may be trimmed between the look at where it begins and the reading. */
  private static final int MISSES = 3;

  private final JournalHolders registered;
  private final BlobStore blobs;
  private final JournalStore journals;

  RegisteredReferences(JournalHolders registered, BlobStore blobs, JournalStore journals) {
    this.registered = registered;
    this.blobs = blobs;
    this.journals = journals;
  }

  @Override
  public boolean owns(String journal) {
    return owns(registered, journal);
  }

  private static boolean owns(JournalHolders registered, String journal) {
    return ask(registered, "journal " + journal, () -> registered.knows(journal));
  }

  /** Refuses a claim on a journal of a room. */
  static void checkDenies(JournalHolders registered, String journal) {
    check(
        !owns(registered, journal),
        "Invalid holders of journals: %s knows journal %s (must deny what the library keeps)",
        name(registered),
        journal);
  }

  @Override
  public void walk(Visitor visitor) {
    journals.names().stream().filter(this::owns).forEach(journal -> walk(journal, visitor));
  }

  private void walk(String journal, Visitor visitor) {
    Walk walk = new Walk(journal, visitor);
    reading("journal " + journal, visitor, walk::read);
    walk.tell();
  }

  /** As {@link Visitor#reading}, but for what is wrong with who speaks for a journal. */
  private static void reading(String what, Visitor visitor, Runnable reading) {
    try {
      reading.run();
    } catch (OperationInterruptedException | InvalidValueException e) {
      throw e;
    } catch (LifecycleException e) {
      visitor.unreadable(what, e);
    }
  }

  private static <T> T ask(JournalHolders registered, String what, Supplier<T> question) {
    try {
      return question.get();
    } catch (CorruptDataException
        | OperationInterruptedException
        | ReadOnlyException
        | StorageFailedException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new InvalidValueException(
          String.format(
              "Invalid holders of journals: %s threw %s when it was asked about %s",
              name(registered), e, what),
          e);
    }
  }

  private static String name(JournalHolders registered) {
    return registered.getClass().getName();
  }

  /** One walk over a journal: who needs what, as far as it was read. */
  private final class Walk {
    private final String journal;
    private final Visitor visitor;
    private final Map<String, Set<BlobId>> needed = new LinkedHashMap<>();

    Walk(String journal, Visitor visitor) {
      this.journal = journal;
      this.visitor = visitor;
    }

    void read() {
      for (int misses = 0; ; misses++) {
        Optional<JournalState> state = journals.state(journal);
        try {
          state.ifPresent(this::read);
          return;
        } catch (NotFoundException e) {
          if (misses == MISSES) {
            throw e;
          }
          needed.clear(); // it was trimmed since, and begins elsewhere
        }
      }
    }

    private void read(JournalState state) {
      if (state.first() > 1) {
        state.snapshot().ifPresent(this::read);
      }
      journals.read(journal, state.first(), this::read);
    }

    private void read(JournalSnapshot snapshot) {
      String what = "snapshot of journal " + journal;
      reading(
          what,
          visitor,
          () -> {
            byte[] bytes = blobs.read(snapshot.blob());
            add(what, () -> registered.snapshot(journal, bytes));
          });
    }

    private void read(JournalEntry entry) {
      String what = "entry " + entry.sequence() + " of journal " + journal;
      reading(what, visitor, () -> add(what, () -> registered.holdings(journal, entry)));
    }

    private void add(String what, Supplier<List<Holding>> question) {
      List<Holding> told = ask(registered, what, question);
      for (Holding holding : copy(told, "holdings of " + what)) {
        if (holding instanceof Needs needs) {
          needed
              .computeIfAbsent(needs.holder(), name -> new LinkedHashSet<>())
              .addAll(needs.blobs());
        } else {
          needed.remove(holding.holder());
        }
      }
    }

    void tell() {
      needed.forEach(
          (name, ids) -> {
            String holder = name + " (journal " + journal + ")"; // as no other has it
            visitor.recorded(holder, journal);
            ids.forEach(id -> visitor.reaches(holder, id));
          });
    }
  }
}
