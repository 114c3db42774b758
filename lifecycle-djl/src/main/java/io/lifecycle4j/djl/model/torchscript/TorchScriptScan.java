package io.lifecycle4j.djl.model.torchscript;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.UntrustedModelException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks that a TorchScript program does nothing but compute, before PyTorch sees it.
 *
 * <p>Such a file is a program: it can read and write files, print and start threads. The scan reads
 * the archive, its code and its pickled values, and refuses whatever it does not know. It does not
 * see a program that never ends, or takes all memory, or a defect of PyTorch: load a program from
 * elsewhere in a process of its own first.
 */
public final class TorchScriptScan {
  private static final String CODE = "code/";
  private static final String PYTHON = ".py";

  /** The longest file of code, in bytes. */
  private static final int MAX_CODE = 8 << 20;

  private static final String DATA = "data.pkl";
  private static final String CONSTANTS = "constants.pkl";
  private static final String TRACED = "traced_inputs.pkl";
  private static final Set<String> PICKLES = Set.of(DATA, CONSTANTS, TRACED);
  private static final String DEBUG = ".debug_pkl";

  /** Where PyTorch writes the version: the second from format 6 on. */
  private static final Set<String> VERSIONS = Set.of("version", ".data/version");

  private static final String BYTE_ORDER = "byteorder";

  /** Entries with a fixed name that PyTorch does not need. */
  private static final Set<String> PLAIN =
      Set.of(".format_version", ".storage_alignment", ".data/serialization_id");

  private static final Pattern STORAGE = Pattern.compile("(data|constants|traced_inputs)/\\d{1,9}");
  private static final Pattern SOURCE =
      Pattern.compile("code/__torch__(/[A-Za-z_][A-Za-z_0-9]*)*\\.py(\\.debug_pkl)?");
  private static final Pattern LITTLE = Pattern.compile("little");
  private static final Pattern VERSION = Pattern.compile("([1-9]|10)\n?");

  private final ScannedFile file;
  private final Map<String, ByteBuffer> entries;
  private final TorchNames names = new TorchNames();

  private TorchScriptScan(ScannedFile file, Map<String, ByteBuffer> entries) {
    this.file = file;
    this.entries = entries;
  }

  /**
   * Checks a program.
   *
   * @param name the name of the file, for messages
   * @param bytes the bytes of the file; not changed
   * @throws UntrustedModelException if it is not a program that only computes; the message names
   *     the entry, the operator or the global, and the cure
   */
  public static void check(String name, byte[] bytes) {
    ScannedFile file = new ScannedFile(name);
    file.check(bytes.length > 1 && bytes[0] == 'P' && bytes[1] == 'K', "it is not a ZIP archive");
    new TorchScriptScan(file, TorchArchive.read(file, bytes)).check();
  }

  private void check() {
    checkNames();
    checkCode();
    entries.forEach(
        (name, content) -> {
          if (PICKLES.contains(name) || name.endsWith(DEBUG)) {
            checkPickle(
                name, new TorchPickle(file, name, content, names, storage -> size(name, storage)));
          }
        });
  }

  private static void checkPickle(String name, TorchPickle pickle) {
    switch (name) {
      case DATA -> pickle.checkModule();
      case CONSTANTS -> pickle.checkConstants();
      case TRACED -> pickle.read(); // PyTorch does not
      default -> pickle.checkRanges();
    }
  }

  /** Returns the bytes of a storage that a pickle names. */
  private long size(String pickle, String storage) {
    if (pickle.equals(TRACED)) {
      return Long.MAX_VALUE; // PyTorch writes their shapes without values, and does not read them
    }
    String folder = pickle.substring(0, pickle.lastIndexOf('.')) + "/";
    ByteBuffer content = entries.get(folder + storage);
    return content == null ? 0 : content.remaining();
  }

  private void checkNames() {
    for (String name : entries.keySet()) {
      boolean known =
          PICKLES.contains(name)
              || VERSIONS.contains(name)
              || name.equals(BYTE_ORDER)
              || PLAIN.contains(name)
              || STORAGE.matcher(name).matches()
              || SOURCE.matcher(name).matches();
      if (!known) {
        throw file.refused(
            "entry '" + ScannedFile.shown(name) + "' is not part of a TorchScript program",
            "save it with torch.jit.save, without extra files");
      }
    }
    if (!entries.containsKey(CONSTANTS) || entries.keySet().stream().noneMatch(this::isCode)) {
      throw file.refused(
          "it has pickled values and no program",
          "save torch.jit.script(model) with torch.jit.save, not the model or its state_dict");
    }
    file.check(entries.containsKey(DATA), "it has no entry " + DATA);
    file.check(VERSIONS.stream().anyMatch(entries::containsKey), "it has no entry version");
    // Newer formats may have entries with a meaning that is unknown here.
    VERSIONS.forEach(name -> checkText(name, VERSION));
    checkText(BYTE_ORDER, LITTLE);
  }

  private void checkText(String name, Pattern allowed) {
    ByteBuffer content = entries.get(name);
    if (content != null) {
      String text = StandardCharsets.ISO_8859_1.decode(content.duplicate()).toString();
      file.check(
          allowed.matcher(text).matches(),
          "entry " + name + " is '" + ScannedFile.shown(text) + "'");
    }
  }

  private void checkCode() {
    List<String> files = entries.keySet().stream().filter(this::isCode).toList();
    for (String name : files) {
      String path = name.substring(CODE.length(), name.length() - PYTHON.length());
      names.add(file, name, path.replace('/', '.'), tokens(name));
    }
    for (String name : files) {
      TorchCode.check(file, name, tokens(name), names);
    }
  }

  /** Splits a file of code, anew each time: the tokens of all files need more memory than time. */
  private List<TorchToken> tokens(String name) {
    ByteBuffer content = required(entries.get(name), "entry", name);
    file.check(
        content.remaining() <= MAX_CODE,
        "entry " + name + " has " + content.remaining() + " bytes, more than " + MAX_CODE);
    // A character for each byte, so that no byte of the code is hidden in a character.
    return TorchTokens.of(
        file, name, StandardCharsets.ISO_8859_1.decode(content.duplicate()).toString());
  }

  private boolean isCode(String name) {
    return name.startsWith(CODE) && name.endsWith(PYTHON);
  }
}
