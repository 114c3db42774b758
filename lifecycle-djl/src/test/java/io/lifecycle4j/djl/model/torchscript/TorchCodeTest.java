package io.lifecycle4j.djl.model.torchscript;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.UntrustedModelException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TorchCodeTest {
  private static final String MEMBERS = "  n : Tensor\n  items : List[Tensor]\n";
  private static final String MAKER =
      "def __init__(self: __torch__.Net) -> NoneType:\n    return None\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "y = torch.relu(x)",
        "f = __torch__.Net",
        "y = torch.zeros([2, -1], dtype=None, layout=None)",
        "text = \"torch.from_file(\\\"\\\\\" # torch.save(x)",
        "text = 'print(' # print(",
        "y = (x).add(x)",
        "y = (self).forward(x, )",
        "a, b, = (x, x)",
        "y = ops.prim.dtype(x)",
        "y = [1., 2.5e-07, 1j, 0]",
        "y = annotate(List[Optional[Tensor]], [None])",
        "y : Dict[str, Tensor] = {\"a\": x}",
        "c = CONSTANTS.c0"
      })
  void acceptsCodeThatOnlyComputes(String statement) {
    accepts(statement);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "f = torch.from_file; torch.from_file",
        "f = torch  .  from_file; torch.from_file",
        "t = torch; torch",
        "f = (torch).from_file; torch",
        "f = torch.relu.from_file; torch.relu",
        "f = torch.autograd.grad; torch.autograd.grad",
        "f = ops.aten.from_file; ops.aten.from_file",
        "f = ops.aten; ops.aten",
        "o = ops; ops",
        "f = ops.custom.run; ops.custom.run",
        "f = ops.prim.rpc_async; ops.prim.rpc_async",
        "f = ops.prim.Print; ops.prim.Print",
        "f = torch.wait(x); torch.wait",
        "y = (x).save(\"f\"); .save",
        "y = (\"f\").from_file(False, 1); .from_file",
        "y = x.wait(); .wait",
        "y = x.unknown; .unknown",
        "y = getattr(x, \"from_file\"); .from_file",
        "y = getattr(x, \"\\x73ave\"); .\\x73ave",
        "g = getattr; getattr",
        "y = unchecked_cast(__torch__.Net, x); unchecked_cast",
        "y = uninitialized(Optional[__torch__.Net]); uninitialized",
        "y = unchecked_cast; unchecked_cast",
        "y = getattr(x, name); getattr",
        "print(x); print",
        "p = print; print",
        "print = x; print",
        "y = fork(self); fork",
        "y = awaitable(self); awaitable",
        "y = open(\"f\"); open",
        "y = hasattr(x, \"save\"); hasattr",
        "import os; import",
        "y = __torch__; __torch__",
        "y = __torch__.other.Net(); __torch__.other.Net",
        "y = __torch__.torch.classes.a.B(); __torch__.torch.classes.a.B",
        "y : __torch__.torch.classes.a.B = x; __torch__.torch.classes.a.B",
        "y : Future[Tensor] = x; Future",
        "c = CONSTANTS.from_file; CONSTANTS.from_file",
        "y = torch.segment_reduce(x, \"sum\"); torch.segment_reduce",
        "y = torch.sparse_coo_tensor(x, x); torch.sparse_coo_tensor",
        "y = torch.sparse_csr_tensor(x, x, x); torch.sparse_csr_tensor",
        "y = torch.linalg_ldl_solve(x, x, x); torch.linalg_ldl_solve",
        "y = torch.ctc_loss(x, x, x, x); torch.ctc_loss",
        "y = torch._pack_padded_sequence(x, x, False); torch._pack_padded_sequence",
        "y = torch.embedding_bag(x, x, x); torch.embedding_bag",
        "y = (x).crow_indices(); .crow_indices"
      })
  void namesWhatItRefuses(String statement, String named) {
    byte[] program = TorchPrograms.withStatement(statement);
    assertThatThrownBy(() -> TorchScriptScan.check("net", program))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageStartingWith(
            "Cannot load net: code/__torch__.py line 6 names " + named + " (a program may name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "self.forward = x; sets .forward (a network must not keep state between calls",
        "(self).forward = x; sets .forward",
        "y = x # type: (Tensor); has a type in a comment",
        "y = \"\"\"torch\"\"\"; has a text in three quotes",
        "y = \"a\tb\"; has a control character in a text",
        "y = \"torch; has a text without an end",
        "y = 1.from_file(x); has a number that is not decimal",
        "y = 0x10; has a number that is not decimal",
        "y = x); closes a bracket that is not open",
        "y = (x]; closes a bracket that is not open",
        "y = \u00e9; has the character c3 (hexadecimal)",
        "y = \\\\; has the character 5c (hexadecimal)"
      })
  void refusesCodeWithTwoReadings(String statement, String problem) {
    byte[] program = TorchPrograms.withStatement(statement);
    assertThatThrownBy(() -> TorchScriptScan.check("net", program))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageStartingWith("Cannot load net: code/__torch__.py line 6 " + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "y = torch.add_(self.n, 1); add_",
        "self.n.add_(1); add_",
        "y = (self.n).add_(1); add_",
        "y = ops.aten.add_(self.n, 1); add_",
        "y = torch.add_(torch.select(self.n, 0, 0), 1); add_",
        "y = torch.add_(other=1, self=self.n); add_",
        "y = torch.add_(CONSTANTS.c0, 1); add_",
        "y = torch.add_(torch.indices(x), 1); add_",
        "y = torch.add_(getattr(self, \"n\"), 1); add_",
        "y = torch.__iand__(self.n, x); __iand__",
        "f = torch.add_; add_",
        "f = getattr(x, \"add_\"); getattr",
        "y = torch.relu(x, out=self.n); out",
        "y = torch.append(self.items, 1); append",
        "y = torch._set_item(self.items, 0, 1); _set_item",
        "self.items.clear(); clear",
        "self.items[0] = 1; =",
        "y = [torch.add_(z, 1) for z in self.items]; add_",
        "x += 1; +=",
        "y = (self).__init__(); __init__"
      })
  void refusesStateThatOneCallLeavesToTheNext(String statement, String by) {
    refusesState(statement, 6, by);
    String alias = statement.replace("self.n", "b").replace("self.items", "b");
    if (!alias.equals(statement)) {
      refusesState("a = self.n\n    b = torch.view(a, [-1])\n    " + alias, 8, by);
    }
  }

  private static void refusesState(String statement, int line, String by) {
    String code =
        TorchPrograms.CODE
            .replace("    return x", "    " + statement + "\n    return x")
            .replace("def forward", MAKER + "  def forward")
            .replace("  __buffers__ = []\n", "  __buffers__ = []\n" + MEMBERS);
    byte[] program = TorchPrograms.withCode(code);
    assertThatThrownBy(() -> TorchScriptScan.check("net", program))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage(
            "Cannot load net: code/__torch__.py line %d changes a member or a constant by %s"
                    .formatted(line + 4, by)
                + " (a network must not keep state between calls: take it out of the model, and"
                + " save again)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "y = torch.add_(torch.mul(self.n, 2), self.n)",
        "y = torch.relu_((self).forward(x, ))",
        "y = torch.relu_(x)",
        "l = annotate(List[Tensor], [])\n    y = torch.append(l, self.n)",
        "y = torch.relu(x, out=torch.zeros([1]))"
      })
  void acceptsChangesOfWhatWasComputed(String statement) {
    String other = "class Other(Module):\n  n : Tensor\n";
    String code = TorchPrograms.CODE + other;
    byte[] program =
        TorchPrograms.withCode(code.replace("    return x", "    " + statement + "\n    return x"));
    assertThatCode(() -> TorchScriptScan.check("net", program)).doesNotThrowAnyException();
  }

  @Test
  void refusesABlockThatCountsItsCalls() {
    String counter =
        """
        class Counter:
          n : int
          def __enter__(self: __torch__.Counter) -> NoneType:
            self.n = 1
            return None
        """;
    byte[] program = TorchPrograms.withCode(TorchPrograms.CODE + counter);
    assertThatThrownBy(() -> TorchScriptScan.check("net", program))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageContaining("line 10 sets .n (a network must not keep state between calls");
  }

  @Test
  void acceptsTheConstantsOfAnEnumeration() {
    String color = "class Color(Enum):\n  RED = \"r\"\n  BLUE = \"b\"\n";
    String used = "    y = torch.eq(__torch__.Color.RED, __torch__.Color.BLUE)\n    return x";
    String code = TorchPrograms.CODE.replace("    return x", used) + color;
    byte[] program = TorchPrograms.withCode(code);
    assertThatCode(() -> TorchScriptScan.check("net", program)).doesNotThrowAnyException();
    byte[] other = TorchPrograms.withCode(code.replace("Color.BLUE", "Color.GREEN"));
    assertThatThrownBy(() -> TorchScriptScan.check("net", other))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageContaining("names .GREEN");
  }

  @Test
  void refusesCodeThatTheParserOfPyTorchCannotHold() {
    String many = "torch.relu(".repeat(65) + "x" + ")".repeat(65);
    refuses("y = " + many, "nests more than 64 brackets");
    refuses("y = x" + " + x".repeat(101), "chains more than 100 operators");
    refuses("y = " + "not ".repeat(101) + "x", "chains more than 100 operators");
    refuses("y = x\n" + " ".repeat(201) + "y = x", "nests too deeply");
    refuses("y = (x", "has an open bracket at its end");
    refuses("y = x # \0", "has a control character");
    refuses("y = x\r", "has the character d (hexadecimal)");
    accepts("y = [" + "-1, ".repeat(10_000) + "]");
  }

  @Test
  void acceptsCodeThatTheParserOfPyTorchCanJustHold() {
    accepts("y = " + "torch.relu(".repeat(64) + "x" + ")".repeat(64));
    accepts("y = x" + " + x".repeat(99)); // and the sign of the assignment
    accepts("y = x" + " + x".repeat(99) + "\n    z = x" + " + x".repeat(99));
    accepts("y = x\n" + " ".repeat(200) + "y = x");
    refuses("y = x" + " + x".repeat(100), "chains more than 100 operators");
  }

  private static void accepts(String statement) {
    byte[] program = TorchPrograms.withStatement(statement);
    assertThatCode(() -> TorchScriptScan.check("net", program)).doesNotThrowAnyException();
  }

  @Test
  void refusesAClassThatTakesTheNameOfACustomOne() {
    String code = "class B(Module):\n  x : Tensor\n";
    Map<String, byte[]> entries = TorchPrograms.entries();
    entries.put("net/code/__torch__/torch/classes/a.py", code.getBytes(UTF_8));
    byte[] own = TorchPrograms.zip(entries);
    assertThatCode(() -> TorchScriptScan.check("net", own)).doesNotThrowAnyException();
    entries.put(
        "net/code/__torch__.py",
        TorchPrograms.CODE.replace("Tensor", "__torch__.torch.classes.a.B").getBytes(UTF_8));
    byte[] used = TorchPrograms.zip(entries);
    assertThatThrownBy(() -> TorchScriptScan.check("net", used))
        .hasMessageContaining("names __torch__.torch.classes.a.B");
  }

  private static void refuses(String statement, String problem) {
    byte[] program = TorchPrograms.withStatement(statement);
    assertThatThrownBy(() -> TorchScriptScan.check("net", program))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageContaining(problem);
  }
}
