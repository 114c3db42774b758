package io.lifecycle4j.maintenance;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;

/**
 * A damaged part of a home, and what it is a part of.
 *
 * @param kind what is damaged
 * @param name the hash of a blob, the name of a journal, or of what cannot be read
 * @param problem what is wrong with it
 * @param touches what needs it, such as {@code model ridership:3}, {@code data set rides:2} or
 *     {@code run 4k2w…}, sorted; empty when nothing does
 */
public record Damage(Kind kind, String name, String problem, List<String> touches) {
  /** Checks the parts. */
  public Damage {
    required(kind, "kind of damage");
    required(name, "name of what is damaged");
    required(problem, "problem");
    touches = copy(touches, "what is touched");
  }

  /** What can be damaged. More kinds may come: a switch needs a default branch. */
  public enum Kind {
    /** Its bytes are not the stored ones. */
    BLOB,
    /** It is needed, but not there. */
    MISSING_BLOB,
    /** Entries cannot be read. */
    JOURNAL,
    /** All bytes are good, but they do not say what they must. */
    CONTENT
  }

  private String meaning() {
    boolean blob = kind == Kind.BLOB || kind == Kind.MISSING_BLOB;
    if (touches.isEmpty()) {
      return blob ? "nothing needs it" : "touches all that it records";
    }
    // behind the damage a journal may record more than could be read
    return "touches "
        + String.join(", ", touches)
        + (blob ? "" : ", and what it records behind the damage");
  }

  /** Returns a few lines for people. */
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
