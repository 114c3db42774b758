package io.lifecycle4j.djl.model.torchscript;

import io.lifecycle4j.djl.model.torchscript.TorchValue.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Follows the instructions of a pickle of a TorchScript program without making what they describe.
 *
 * <p>It knows the instructions that PyTorch writes, the functions that PyTorch calls for them, and
 * the classes of the program. Anything else is refused: another reader of the same file, such as
 * {@code torch.load}, would call any function of Python. Tensors must lie within their storage,
 * because PyTorch does not check that.
 */
final class TorchPickle {
  private static final int PROTOCOL = 2;

  /** More than large vocabularies have; bounds the time and the memory of a scan. */
  private static final int MAX_INSTRUCTIONS = 4_000_000;

  private final ScannedFile file;
  private final String place;
  private final ByteBuffer in;
  private final TorchGlobals globals;
  private final List<TorchValue> stack = new ArrayList<>();
  private final List<TorchValue> memo = new ArrayList<>();
  private final Deque<Integer> marks = new ArrayDeque<>();
  private int instructions;

  /**
   * Creates a reader of an entry.
   *
   * @param storages returns the number of bytes of a storage by its key
   */
  TorchPickle(
      ScannedFile file,
      String place,
      ByteBuffer content,
      TorchNames names,
      ToLongFunction<String> storages) {
    this.file = file;
    this.place = place;
    in = content.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    globals = new TorchGlobals(this::refused, this::type, names, storages);
  }

  /** Reads the type that a text is. */
  private TorchType type(String text) {
    return TorchType.of(TorchTokens.of(file, place, text));
  }

  /** Checks the values of a program: an object of a module. */
  void checkModule() {
    check(globals.isModule(read()), "is not an object of a module of the program");
  }

  /** Checks the constants of a program: a tuple. */
  void checkConstants() {
    check(globals.isConstants(read()), "is not a tuple of values");
  }

  /** Checks the places that errors name. */
  void checkRanges() {
    check(TorchRanges.areValid(read()), "does not name places of its texts");
  }

  /** Follows the instructions, and returns the value that they make. */
  TorchValue read() {
    check(
        in.remaining() > 2 && in.get() == (byte) 0x80 && in.get() == PROTOCOL,
        "is not a pickle of protocol 2");
    boolean more = true;
    while (more) {
      more = instruction(unsigned());
      instructions++;
      check(
          instructions <= MAX_INSTRUCTIONS, "has more than " + MAX_INSTRUCTIONS + " instructions");
    }
    check(
        !in.hasRemaining() && stack.size() == 1 && marks.isEmpty(), "does not end with one value");
    return pop();
  }

  private boolean instruction(int code) {
    switch (code) {
      case '.' -> {
        return false;
      }
      case '(' -> marks.push(stack.size());
      case 'q', 'r' -> put(code == 'q' ? unsigned() : take(4).getInt());
      case 'h', 'j' -> get(code == 'h' ? unsigned() : take(4).getInt());
      default -> literal(code);
    }
    return true;
  }

  private void literal(int code) {
    switch (code) {
      case 'N' -> push(TorchValue.plain(Kind.NONE));
      case 0x88, 0x89 -> push(TorchValue.plain(Kind.BOOL));
      case 'K' -> push(TorchValue.number(unsigned()));
      case 'M' -> push(TorchValue.number(Short.toUnsignedInt(take(2).getShort())));
      case 'J' -> push(TorchValue.number(take(4).getInt()));
      case 0x8A -> {
        check(unsigned() == Long.BYTES, "has a number that is not of 8 bytes");
        push(TorchValue.number(take(Long.BYTES).getLong()));
      }
      case 'G' -> {
        take(Double.BYTES);
        push(TorchValue.plain(Kind.FLOAT));
      }
      case 'X' -> push(TorchValue.text(text()));
      default -> structure(code);
    }
  }

  private void structure(int code) {
    switch (code) {
      case ')' -> push(TorchValue.of(Kind.TUPLE, List.of()));
      case ']' -> push(TorchValue.of(Kind.LIST, List.of()));
      case '}' -> push(TorchValue.of(Kind.DICT, List.of()));
      case 't' -> push(TorchValue.of(Kind.TUPLE, popMark()));
      case 0x85, 0x86, 0x87 -> {
        List<TorchValue> parts = new ArrayList<>();
        for (int i = 0; i <= code - 0x85; i++) {
          parts.add(0, pop());
        }
        push(TorchValue.of(Kind.TUPLE, parts));
      }
      case 'e' -> extend(Kind.LIST);
      case 'u' -> extend(Kind.DICT);
      default -> call(code);
    }
  }

  private void call(int code) {
    switch (code) {
      case 'c' -> push(globals.find(line(), line()));
      case 0x81 -> {
        TorchValue arguments = pop();
        check(
            arguments.isEmptyTuple() && top().kind() == Kind.CLASS, "makes what is not an object");
      }
      case 'b' -> {
        TorchValue state = pop();
        push(globals.object(pop(), state));
      }
      case 'R' -> {
        TorchValue argument = pop();
        push(globals.call(pop(), argument));
      }
      case 'Q' -> push(globals.storage(pop()));
      default -> throw refused("has the instruction " + code + ", which PyTorch does not write");
    }
    checkSize(top());
  }

  private void extend(Kind kind) {
    List<TorchValue> added = popMark();
    TorchValue container = top();
    check(
        container.kind() == kind && (kind == Kind.LIST || added.size() % 2 == 0),
        "adds to what is not a " + kind);
    check(container.extend(added), "adds to a value that another one has");
    checkSize(container);
  }

  private void push(TorchValue value) {
    checkSize(value);
    stack.add(value);
  }

  private void checkSize(TorchValue value) {
    check(value.fits(), "nests too deeply");
  }

  private TorchValue top() {
    check(stack.size() > floor(), "takes more values than there are");
    return stack.get(stack.size() - 1);
  }

  private TorchValue pop() {
    TorchValue value = top();
    stack.remove(stack.size() - 1);
    return value;
  }

  private List<TorchValue> popMark() {
    check(!marks.isEmpty(), "takes more values than there are");
    List<TorchValue> marked = stack.subList(marks.pop(), stack.size());
    List<TorchValue> values = List.copyOf(marked);
    marked.clear();
    return values;
  }

  private int floor() {
    return marks.isEmpty() ? 0 : marks.getFirst();
  }

  /** PyTorch makes room for all numbers below the one that it is given. */
  private void put(int id) {
    check(id >= 0 && id <= memo.size(), "remembers a value out of order");
    TorchValue value = top();
    if (id == memo.size()) {
      memo.add(value);
    } else {
      memo.set(id, value);
    }
  }

  private void get(int id) {
    check(id >= 0 && id < memo.size(), "asks for a value that it did not remember");
    push(memo.get(id));
  }

  private String text() {
    int length = take(4).getInt();
    check(length >= 0, "has a text of a negative length");
    return StandardCharsets.ISO_8859_1.decode(take(length)).toString();
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    for (int c = unsigned(); c != '\n'; c = unsigned()) {
      line.append((char) c);
      check(line.length() <= 1_000, "has a name without an end");
    }
    return line.toString();
  }

  private int unsigned() {
    return Byte.toUnsignedInt(take(1).get());
  }

  private ByteBuffer take(int count) {
    check(count <= in.remaining(), "is truncated");
    ByteBuffer taken = in.slice(in.position(), count).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + count);
    return taken;
  }

  private void check(boolean condition, String problem) {
    if (!condition) {
      throw refused(problem);
    }
  }

  private RuntimeException refused(String problem) {
    return file.refused(place + " " + problem);
  }
}
