package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.Transition;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A decision for which a version is loaded first.
 *
 * @param by who decides, and why
 * @param ways the first is taken whose version can be loaded; at least one
 * @param waiting who waits for the loads
 */
public record Move(By by, List<Way> ways, Wait waiting) {
  public Move {
    ways = List.copyOf(ways);
  }

  /** Who waits for a version, and so what happens if it cannot be loaded. */
  public enum Wait {
    /** A person who names the version: it is tried even if it was skipped, and no other is. */
    NAMED(true, false, true),
    /**
     * A person for whom the library chooses: a version that cannot be loaded is passed over, and
     * one that does not answer today's inputs is refused.
     */
    PERSON(true, true, false),
    /** The same, who does not care what the version answers. */
    INSISTENT(true, false, false),
    /** Nobody: the move is made again, here or in another process; passed over after minutes. */
    NOBODY(false, false, false),
    /** Nobody, as for a rule; one that does not answer today's inputs is refused. */
    RULE(false, true, false);

    private final boolean isPatient;
    private final boolean isChecked;
    private final boolean isNamed;

    Wait(boolean isPatient, boolean isChecked, boolean isNamed) {
      this.isPatient = isPatient;
      this.isChecked = isChecked;
      this.isNamed = isNamed;
    }

    /** Returns whether somebody waits while a version is being loaded. */
    public boolean isPatient() {
      return isPatient;
    }

    /** Returns whether the version must answer today's inputs. */
    public boolean isChecked() {
      return isChecked;
    }

    /** Returns whether a person named the version, so that no other takes its place. */
    public boolean isNamed() {
      return isNamed;
    }
  }

  /**
   * An entry that may be written.
   *
   * @param version what is loaded before; empty if nothing is
   * @param entry the entry by somebody, whose reason names the versions that were passed over
   */
  public record Way(OptionalInt version, Function<By, Transition> entry) {
    static Way to(int version, Function<By, Transition> entry) {
      return new Way(OptionalInt.of(version), entry);
    }

    static Way without(Function<By, Transition> entry) {
      return new Way(OptionalInt.empty(), entry);
    }
  }
}
