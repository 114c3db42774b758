package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.registry.spi.ChangeProvider;
import io.lifecycle4j.storage.BlobId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A change to a model, as part of an entry of the registry.
 *
 * <p>Each change has a precondition. If that of any change of an entry does not hold, none of the
 * changes is made. Kinds may be added, also by a {@link ChangeProvider}: a switch needs a default
 * branch.
 */
public interface Change {
  /**
   * Returns the name of the model.
   *
   * @return the name
   */
  String model();

  /**
   * Returns the version that the change affects.
   *
   * @return the number; empty if it affects none, or the whole model
   */
  default OptionalInt affectedVersion() {
    return OptionalInt.empty();
  }

  /**
   * Returns the alias that the change affects.
   *
   * @return the alias; empty if it affects none
   */
  default Optional<String> affectedAlias() {
    return Optional.empty();
  }

  /**
   * Returns what the change can do. It is stored with the change, so that a library that does not
   * know the change blocks only what it must.
   *
   * @return the effect; by default {@link Effect#SERVES}
   */
  default Effect effect() {
    return Effect.SERVES;
  }

  /**
   * Returns what must be stored for the change, and garbage collection keeps. It is stored with the
   * change, so that a library that does not know the change keeps it too.
   *
   * @return the hashes of all blobs, also of those that another one of them names; by default none
   */
  default List<BlobId> needs() {
    return List.of();
  }

  /**
   * An alias was moved to a version. Precondition: the version exists, the alias names {@code
   * from}, and the entry {@code seen}, if given, is the last that moved it.
   *
   * @param model the model
   * @param alias the alias, such as {@code production}
   * @param from the version that the alias named before; empty if it named none
   * @param seen the entry that had moved it last when the move was decided, by its sequence; 0 if
   *     none had, empty if only {@code from} counts
   * @param version the version that it names now
   * @param direction whether this is a rollback
   */
  record AliasMoved(
      String model,
      String alias,
      OptionalInt from,
      OptionalLong seen,
      int version,
      Direction direction)
      implements VersionChange, AliasChange {
    /** Checks the parts. */
    public AliasMoved {
      checkName("model", model);
      checkName("alias", alias);
      required(from, "version before").ifPresent(Change::checkVersion);
      required(seen, "entry that was seen");
      checkVersion(version);
      required(direction, "direction");
    }

    @Override
    public String toString() {
      return alias
          + " of "
          + model
          + (direction == Direction.BACK ? " rolled back" : " moved")
          + (from.isPresent() ? " from " + from.getAsInt() : "")
          + " to "
          + version;
    }
  }

  /** The direction of a move. */
  enum Direction {
    /** A promotion. */
    FORWARD,
    /** A rollback: the previous version is not a target of rollbacks until it is promoted again. */
    BACK
  }

  /**
   * A version began to predict beside the one that serves. Precondition: the version exists, and
   * the shadow of the model that was started last and not stopped is {@code before}.
   *
   * @param model the model
   * @param version the number of the version
   * @param shadow the id of the shadow
   * @param share the share of predictions that it repeats, more than 0 and at most 1
   * @param until when it ends, by the clock of the home
   * @param tolerance how far two predicted numbers may differ, at least 0
   * @param before the id of the one that it replaces, which has reached its end; empty if there is
   *     none
   */
  record ShadowStarted(
      String model,
      int version,
      String shadow,
      double share,
      Instant until,
      double tolerance,
      Optional<String> before)
      implements VersionChange {
    /** Checks the parts. */
    public ShadowStarted {
      checkName("model", model);
      checkVersion(version);
      checkName("shadow", shadow);
      check(
          share > 0 && share <= 1,
          "Invalid share of a shadow: %s (must be more than 0 and at most 1)",
          share);
      required(until, "end of a shadow");
      check(
          tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY,
          "Invalid tolerance of a shadow: %s (must be finite and at least 0)",
          tolerance);
      required(before, "shadow before").ifPresent(id -> checkName("shadow", id));
    }

    @Override
    public String toString() {
      return "shadow " + model + ":" + version + " started until " + until;
    }
  }

  /**
   * A shadow was stopped. One that reaches its end ends without this change. Precondition: it was
   * started last, and not stopped.
   *
   * @param model the model
   * @param version the number of the version
   * @param shadow the id of the shadow
   */
  record ShadowStopped(String model, int version, String shadow) implements VersionChange {
    /** Checks the parts. */
    public ShadowStopped {
      checkName("model", model);
      checkVersion(version);
      checkName("shadow", shadow);
    }

    @Override
    public String toString() {
      return "shadow " + model + ":" + version + " stopped";
    }
  }

  /**
   * Gates judged a version. Precondition: the version exists.
   *
   * @param model the model
   * @param version the number of the version
   * @param alias the alias that it was judged for
   * @param verdicts the verdict of each gate, at least one
   * @param basis what they rest on
   */
  record Judged(
      String model, int version, String alias, List<GateVerdict> verdicts, JudgementBasis basis)
      implements VersionChange, AliasChange {
    /** Checks the parts. */
    public Judged {
      checkName("model", model);
      checkVersion(version);
      checkName("alias", alias);
      verdicts = copy(verdicts, "verdicts");
      check(!verdicts.isEmpty(), "Invalid verdicts: none (needs at least 1)");
      int gates = required(basis, "basis of verdicts").requirements().size();
      check(gates == verdicts.size(), "Invalid verdicts: %s of %s gates", verdicts.size(), gates);
    }

    /**
     * Returns whether every gate passed.
     *
     * @return true if the version may be promoted
     */
    public boolean passed() {
      return verdicts.stream().allMatch(GateVerdict::passed);
    }

    @Override
    public Effect effect() {
      return Effect.INFORMS;
    }

    @Override
    public List<BlobId> needs() {
      return Stream.of(basis.evaluation(), basis.rival()).flatMap(Optional::stream).toList();
    }

    @Override
    public String toString() {
      return model + ":" + version + " " + GateVerdict.words(verdicts);
    }
  }

  private static void checkVersion(int version) {
    check(version >= 1, "Invalid model version: %s (must be at least 1)", version);
  }
}
