package io.lifecycle4j.djl.model.torchscript;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.error.UntrustedModelException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each character of a pickle is a byte. */
class TorchPickleTest {
  private static final String TENSOR =
      "ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\n"
          + "X\u0001\0\0\u00000X\u0003\0\0\0cpuK%stQK%s(K%st(K%st\u0089"
          + "ccollections\nOrderedDict\n)RtR\u0085.";

  private static void refuses(byte[] program, String problem) {
    assertThatThrownBy(() -> TorchScriptScan.check("net", program))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage(
            "Cannot load net: constants.pkl " + problem + " (save it again with torch.jit.save)");
  }

  private static void refuses(String instructions, String problem) {
    refuses(TorchPrograms.withPickle(instructions), problem);
  }

  private static void accepts(byte[] program) {
    assertThatCode(() -> TorchScriptScan.check("net", program)).doesNotThrowAnyException();
  }

  private static byte[] tensor(int elements, int offset, int dimension, int stride) {
    String pickle =
        TENSOR.formatted((char) elements, (char) offset, (char) dimension, (char) stride);
    Map<String, byte[]> entries = TorchPrograms.entries();
    entries.put("net/constants.pkl", ("\u0080\u0002" + pickle).getBytes(ISO_8859_1));
    entries.put("net/constants/0", new byte[4 * Float.BYTES]);
    return TorchPrograms.zip(entries);
  }

  @ParameterizedTest
  @CsvSource({
    "os, system",
    "posix, system",
    "builtins, eval",
    "torch, load",
    "torch._utils, _rebuild_qtensor",
    "__torch__, Other",
    "__torch__.torch.classes.quantized, LinearPackedParamsBase"
  })
  void refusesAGlobalByItsName(String module, String name) {
    String called = "c" + module + "\n" + name + "\n(X\u0002\0\0\0lstR.";
    refuses(called, "names the global " + module + "." + name);
  }

  @Test
  void refusesAGlobalInEveryPickleOfTheFile() {
    byte[] call = "\u0080\u0002cos\nsystem\n.".getBytes(ISO_8859_1);
    for (String entry : new String[] {"constants.pkl", "code/__torch__.py.debug_pkl"}) {
      assertThatThrownBy(
              () -> TorchScriptScan.check("net", TorchPrograms.with("net/" + entry, call)))
          .isInstanceOf(UntrustedModelException.class)
          .hasMessageContaining(entry + " names the global os.system");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x93, 'i', 'o', 0x92, 0x82, 'P', 'S', 'I', 'L', 0x8C, 0x95, '0', '2', 's'})
  void refusesAnInstructionThatPyTorchDoesNotWrite(int code) {
    refuses(
        "NN" + (char) code + ".", "has the instruction " + code + ", which PyTorch does not write");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "K\u0001)R. | calls what is not a function",
        "K\u0001}b. | fills what is not an object",
        "K\u0001)\u0081. | makes what is not an object",
        "R. | takes more values than there are",
        "N(R. | takes more values than there are",
        "t. | takes more values than there are",
        "NN. | does not end with one value",
        "N.N | does not end with one value",
        "(N. | does not end with one value",
        "h\u0001. | asks for a value that it did not remember",
        "Nq\u0005. | remembers a value out of order",
        "Nr\u00FF\u00FF\u00FF\u007F. | remembers a value out of order",
        "X\u00FF\u00FF\u00FF\u007Fa. | is truncated",
        "X\u00FF\u00FF\u00FF\u00FFa. | has a text of a negative length",
        "](NNu. | adds to what is not a DICT",
        "}(Nu. | adds to what is not a DICT",
        "](Ne | is truncated"
      })
  void refusesAPickleThatIsNotWellFormed(String instructions, String problem) {
    refuses(instructions, problem);
  }

  @Test
  void refusesAFunctionOnOtherValues() {
    refuses("ctorch\ndevice\n)R.", "calls torch.device with other values than PyTorch does");
  }

  @Test
  void refusesATypeThatIsACustomClass() {
    String type = "List[__torch__.torch.classes.a.B]";
    refuses(
        "ctorch.jit._pickle\nrestore_type_tag\n(]X"
            + (char) type.length()
            + "\0\0\0"
            + type
            + "tR.",
        "calls torch.jit._pickle.restore_type_tag with other values than PyTorch does");
  }

  @Test
  void refusesWhatNestsTooDeeply() {
    refuses(")" + "\u0085".repeat(256) + ".", "nests too deeply");
    accepts(TorchPrograms.withPickle(")" + "\u0085".repeat(255) + "."));
  }

  @Test
  void refusesAValueThatIsInItself() {
    refuses("]q\0(h\0e.", "adds to a value that another one has");
    refuses("]q\0]q\u0001(h\0eh\0(h\u0001et.", "adds to a value that another one has");
  }

  @Test
  void refusesAValueThatGrowsWithoutEnd() {
    StringBuilder doubled = new StringBuilder(")q\0");
    for (int i = 0; i < 40; i++) {
      doubled.append("h").append((char) i).append("\u0086q").append((char) (i + 1));
    }
    refuses(doubled + ".", "nests too deeply");
  }

  /** Small enough to be accepted as such, but not to be compared. */
  @Test
  @OnlyLarger
  void refusesAValueThatIsUsedTooOften() {
    StringBuilder doubled = new StringBuilder(")q\0");
    for (int i = 0; i < 30; i++) {
      doubled.append("h").append((char) i).append("\u0086q").append((char) (i + 1));
    }
    refuses(doubled + ".", "nests too deeply");
  }

  @Test
  @OnlyLarger
  void refusesAPickleThatNeverEnds() {
    refuses("N".repeat(4_000_001), "has more than 4000000 instructions");
  }

  @Test
  void acceptsATensorInItsStorage() {
    accepts(tensor(4, 0, 4, 1));
    accepts(tensor(4, 1, 2, 2));
    accepts(tensor(0, 9, 0, 1));
  }

  @Test
  void refusesATensorThatIsNotInItsStorage() {
    refuses(tensor(5, 0, 1, 1), "has 5 values in storage '0' of 4");
    refuses(tensor(4, 0, 5, 1), "has a tensor that is not in its storage");
    refuses(tensor(4, 1, 4, 1), "has a tensor that is not in its storage");
    refuses(tensor(4, 0, 3, 2), "has a tensor that is not in its storage");
    refuses(tensor(0, 0, 1, 1), "has a tensor that is not in its storage");
  }

  @Test
  void refusesATensorOfMoreNumbersThanCanBeCounted() {
    String many = "\u008A\b" + "\0".repeat(4) + "\u0001" + "\0".repeat(3); // 2^32
    String shape = "(" + many + many + "t(K\0K\0t";
    String pickle = TENSOR.replace("(K%st(K%st", shape).formatted("\u0004", "\0");
    Map<String, byte[]> entries = TorchPrograms.entries();
    entries.put("net/constants.pkl", ("\u0080\u0002" + pickle).getBytes(ISO_8859_1));
    entries.put("net/constants/0", new byte[4 * Float.BYTES]);
    refuses(TorchPrograms.zip(entries), "has a tensor of 1.8446744073709552E19 numbers");
  }
}
