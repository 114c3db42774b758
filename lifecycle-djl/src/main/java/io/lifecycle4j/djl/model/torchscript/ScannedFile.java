package io.lifecycle4j.djl.model.torchscript;

import io.lifecycle4j.error.UntrustedModelException;

/**
 * The file that a scan reads, for messages.
 *
 * @param name the name of the file
 */
record ScannedFile(String name) {
  /** The longest part of a hostile file in a message, in characters. */
  private static final int SHOWN = 80;

  UntrustedModelException refused(String problem) {
    return refused(problem, "save it again with torch.jit.save");
  }

  UntrustedModelException refused(String problem, String cure) {
    return new UntrustedModelException(
        "Cannot load " + shown(name) + ": " + problem + " (" + cure + ")");
  }

  void check(boolean condition, String problem) {
    if (!condition) {
      throw refused(problem);
    }
  }

  static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
