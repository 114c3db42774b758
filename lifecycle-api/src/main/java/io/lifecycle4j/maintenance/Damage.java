package io.lifecycle4j.maintenance;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;

/**
 * A damaged part of a home, with everything that depends on it.
 *
 * @param kind the kind of damage
 * @param name the hash of a blob, or the name of a journal or of content that cannot be read
 * @param problem the problem
 * @param touches what depends on it, such as {@code model ridership:3}, {@code data set rides:2} or
 *     {@code run 4k2w…}, sorted; empty if nothing does
 */
public record Damage(Kind kind, String name, String problem, List<String> touches) {
  /** Checks the parts. */
  public Damage {
    required(kind, "kind of damage");
    required(name, "name of what is damaged");
    required(problem, "problem");
    touches = copy(touches, "what is touched");
  }

  /** The kind of damage. Constants may be added: a switch needs a default branch. */
  public enum Kind {
    /** The bytes of a blob are not those that were stored. */
    BLOB,
    /** A blob is needed, but missing. */
    MISSING_BLOB,
    /** Entries of a journal cannot be read. */
    JOURNAL,
    /** The bytes are intact, but their content is invalid. */
    CONTENT
  }

  private String meaning() {
    boolean blob = kind == Kind.BLOB || kind == Kind.MISSING_BLOB;
    if (touches.isEmpty()) {
      return blob ? "nothing needs it" : "touches all that it records";
    }
    // A journal may have more entries after the damage that cannot be read.
    return "touches "
        + String.join(", ", touches)
        + (blob ? "" : ", and what it records behind the damage");
  }

  /** Returns a few lines of readable text. */
  @Override
  public String toString() {
    String what =
        switch (kind) {
          case BLOB -> "damaged blob " + name;
          case MISSING_BLOB -> "missing blob " + name;
          case JOURNAL -> "damaged journal " + name;
          case CONTENT -> "unreadable " + name;
        };
    return what + "\n    " + problem + "\n    " + meaning();
  }
}
