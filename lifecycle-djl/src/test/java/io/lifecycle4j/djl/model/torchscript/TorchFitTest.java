package io.lifecycle4j.djl.model.torchscript;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.UntrustedModelException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PyTorch takes a value for one of the declared type, whatever it is. */
class TorchFitTest {
  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("None", "N"),
          Map.entry("bool", "\u0088"),
          Map.entry("int", "K\u0001"),
          Map.entry("float", "G\0\0\0\0\0\0\0\0"),
          Map.entry("str", text("a")),
          Map.entry(
              "complex", "cbuiltins\ncomplex\n(G" + "\0".repeat(8) + "G" + "\0".repeat(8) + "tR"),
          Map.entry("device", "ctorch\ndevice\n(" + text("cpu") + "tR"),
          Map.entry("tensor", tensor()),
          Map.entry("storage type", "ctorch\nFloatStorage\n"),
          Map.entry("class", "c__torch__\nNet\n"),
          Map.entry("function", "ctorch\ndevice\n"),
          Map.entry("tuple", "K\u0001" + text("a") + "\u0086"),
          Map.entry("empty tuple", ")"),
          Map.entry("ints", list("build_intlist", "K\u0001")),
          Map.entry("floats", list("build_doublelist", "G" + "\0".repeat(8))),
          Map.entry("untagged ints", "](K\u0001e"),
          Map.entry("untagged texts", "](" + text("a") + "e"),
          Map.entry(
              "lists", tagged("](" + list("build_intlist", "K\u0001") + "e", "List[List[int]]")),
          Map.entry("dict", tagged("}(" + text("a") + "K\u0001u", "Dict[str, int]")),
          Map.entry("optional texts", tagged("](N" + text("a") + "e", "List[Optional[str]]")),
          Map.entry("color", "c__torch__\nColor\nK\u0001R"),
          Map.entry("pair", "K\u0001" + tensor() + "\u0086"));

  private static final String OTHERS =
      """
      class Color(Enum):
        RED = 1
      class Pair(NamedTuple):
        count : int
        mean : Tensor
      class Part(Interface):
        pass
      """;

  private static String text(String text) {
    return "X" + (char) text.length() + "\0\0\0" + text;
  }

  private static String tensor() {
    return "ctorch._utils\n_rebuild_tensor_v2\n(("
        + text("storage")
        + "ctorch\nFloatStorage\n"
        + text("0")
        + text("cpu")
        + "K\0tQK\0(K\0t(K\u0001t\u0089ccollections\nOrderedDict\n)RtR";
  }

  private static String list(String function, String elements) {
    return "ctorch.jit._pickle\n" + function + "\n(](" + elements + "etR";
  }

  private static String tagged(String value, String type) {
    return "ctorch.jit._pickle\nrestore_type_tag\n" + value + text(type) + "\u0086R";
  }

  private static byte[] program(String members, String instructions) {
    String code = TorchPrograms.CODE.replace("  def forward", members.indent(2) + "  def forward");
    Map<String, byte[]> entries = TorchPrograms.entries();
    entries.put("net/code/__torch__.py", (OTHERS + code).getBytes(UTF_8));
    entries.put(
        "net/data.pkl",
        ("\u0080\u0002c__torch__\nNet\n)\u0081}(" + instructions + "ub.").getBytes(ISO_8859_1));
    return TorchPrograms.zip(entries);
  }

  private static byte[] member(String type, String value) {
    return program("m : " + type, text("m") + VALUES.get(value));
  }

  private static void refuses(byte[] program, String problem) {
    assertThatThrownBy(() -> TorchScriptScan.check("net", program))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageStartingWith("Cannot load net: " + problem);
  }

  private static void accepts(byte[] program) {
    assertThatCode(() -> TorchScriptScan.check("net", program)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Tensor | tensor",
        "int | int",
        "float | float",
        "bool | bool",
        "str | str",
        "complex | complex",
        "Device | device",
        "NoneType | None",
        "Optional[bool] | None",
        "Optional[bool] | bool",
        "Optional[List[int]] | ints",
        "List[int] | ints",
        "List[int] | untagged ints",
        "List[float] | floats",
        "List[List[int]] | lists",
        "List[Optional[str]] | optional texts",
        "Dict[str, int] | dict",
        "Tuple[int, str] | tuple",
        "Tuple[()] | empty tuple",
        "Any | dict",
        "Any | tuple",
        "__torch__.Color | color",
        "__torch__.Pair | pair"
      })
  void acceptsAValueOfTheDeclaredType(String type, String value) {
    accepts(member(type, value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Tensor | int | NUMBER",
        "Tensor | None | NONE",
        "Tensor | class | CLASS",
        "int | tensor | TENSOR",
        "int | bool | BOOL",
        "int | class | CLASS",
        "int | function | FUNCTION",
        "int | storage type | TYPE",
        "Any | class | CLASS",
        "float | int | NUMBER",
        "float | complex | COMPLEX",
        "str | device | DEVICE",
        "Optional[Tensor] | int | NUMBER",
        "List[Tensor] | ints | LIST",
        "List[Tensor] | untagged ints | LIST",
        "List[int] | untagged texts | LIST",
        "List[int] | floats | LIST",
        "List[List[float]] | lists | LIST",
        "List[str] | optional texts | LIST",
        "Dict[str, Tensor] | dict | DICT",
        "Dict[str, int] | ints | LIST",
        "Tuple[int, int] | tuple | TUPLE",
        "Tuple[int, str, int] | tuple | TUPLE",
        "__torch__.Color | int | NUMBER",
        "__torch__.Net | color | OBJECT",
        "__torch__.Pair | tuple | TUPLE"
      })
  void refusesAValueOfAnotherType(String type, String value, String kind) {
    refuses(
        member(type, value),
        "data.pkl fills member 'm' of __torch__.Net with a "
            + kind
            + ", which is declared as "
            + type
            + " (save it again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"__torch__.Part", "Union[int, str]", "number", "List[int, int]"})
  void refusesATypeThatItDoesNotKnow(String type) {
    refuses(member(type, "int"), "data.pkl has a value of the type " + type + ", not known here");
  }

  @Test
  void refusesAnObjectWithOtherMembers() {
    String filled = text("m") + "K\u0001";
    accepts(program("m : int", filled));
    refuses(program("m : int", ""), "data.pkl does not fill member 'm' of __torch__.Net");
    String undeclared = "data.pkl fills member '%s' of __torch__.Net, which is not declared";
    refuses(program("", filled), undeclared.formatted("m"));
    refuses(program("m : int", filled + filled), undeclared.formatted("m"));
    refuses(program("m : int", filled + "K\u0001K\u0001"), undeclared.formatted(""));
    accepts(program("__annotations__ = []\n__annotations__[\"0\"] = int", text("0") + "K\u0001"));
    accepts(program("m : Final[int] = 3", ""));
  }

  @Test
  void refusesAListWithTwoTypes() {
    String shared = list("build_intlist", "") + "q\0";
    String two = text("a") + shared + text("b") + "h\0";
    accepts(program("a : List[int]\nb : List[int]", two));
    refuses(program("a : List[int]\nb : List[Tensor]", two), "data.pkl fills member 'b'");
    String untagged = text("a") + "]q\0" + text("b") + "h\0";
    refuses(program("a : List[int]\nb : List[Tensor]", untagged), "data.pkl fills member 'b'");
  }

  @Test
  void refusesWhatIsNotFilledByItsMembers() {
    String loads = "def __setstate__(self: __torch__.Net,\n  s: int) -> NoneType:\n  return None";
    refuses(program(loads, ""), "data.pkl fills an object of __torch__.Net, which makes");
    refuses(
        program("", "K\u0001c__torch__\nColor\n)\u0081}b"),
        "data.pkl fills an object of __torch__.Color");
    refuses(
        program("", "K\u0001c__torch__\nNet\n)R"),
        "data.pkl calls __torch__.Net, which is not an enumeration");
    refuses(
        program("", "K\u0001c__torch__\nNet\n)\u0081)b"),
        "data.pkl fills an object of __torch__.Net with a TUPLE");
  }

  /** PyTorch makes no value then, so that it takes each of those that follow for another one. */
  @Test
  void refusesAConstantThatIsNotDeclared() {
    String problem = "data.pkl names a constant that __torch__.Color does not declare";
    for (String value : new String[] {"K\u0002", text("1"), "N", VALUES.get("float")}) {
      refuses(
          program("m : __torch__.Color", text("m") + "c__torch__\nColor\n" + value + "R"), problem);
    }
  }

  @Test
  void refusesAMemberThatIsDeclaredWhereItIsNotSeen() {
    String second = TorchPrograms.CODE.replace("Module", "Enum");
    refuses(
        TorchPrograms.withCode(TorchPrograms.CODE + second),
        "code/__torch__.py line 7 declares the class Net twice");
    String late = "code/__torch__.py line 7 declares a member after a function";
    refuses(TorchPrograms.withCode(TorchPrograms.CODE + "  m : Tensor\n"), late);
    refuses(
        TorchPrograms.withCode(TorchPrograms.CODE + "  __annotations__[\"m\"] = Tensor\n"), late);
    refuses(program("m : int\nm : int", ""), "code/__torch__.py line 12 declares a member twice");
    refuses(program("x = 1", ""), "code/__torch__.py line 11 has a line in a class");
    refuses(
        TorchPrograms.withCode(TorchPrograms.CODE.replace("(Module)", "(Module, Enum)")),
        "code/__torch__.py line 1 declares a class in another way");
  }

  @Test
  void refusesAProgramThatIsNoModuleAndConstantsThatAreNoTuple() {
    byte[] number = "\u0080\u0002K\u0001.".getBytes(ISO_8859_1);
    refuses(TorchPrograms.with("net/data.pkl", number), "data.pkl is not an object of a module");
    refuses(TorchPrograms.with("net/constants.pkl", number), "constants.pkl is not a tuple");
    byte[] constant = "\u0080\u0002c__torch__\nNet\n\u0085.".getBytes(ISO_8859_1);
    refuses(TorchPrograms.with("net/constants.pkl", constant), "constants.pkl is not a tuple");
  }

  @Test
  void refusesPlacesOutsideOfTheirTexts() {
    accepts(places("K\0", "K\0", "K\u0001"));
    String problem = "code/__torch__.py.debug_pkl does not name places of its texts";
    refuses(places("K\u0001", "K\0", "K\u0001"), problem); // the second of one text
    refuses(places("K\0", "K\u0002", "K\u0002"), problem); // the third character of one
    refuses(places("K\0", "K\u0001", "K\0"), problem);
    refuses(places("N", "K\0", "K\0"), problem);
  }

  private static byte[] places(String index, String start, String end) {
    String source = list("build_intlist", index.equals("N") ? "" : index) + index + "K\u0001\u0087";
    String range = source + start + end + "\u0087";
    String entry = "K\0" + range + "K\0\u0087";
    String pickle =
        text("FORMAT_WITH_STRING_TABLE") + text("a") + "\u0085" + entry + "\u0085\u0087.";
    return TorchPrograms.with(
        "net/code/__torch__.py.debug_pkl", ("\u0080\u0002" + pickle).getBytes(ISO_8859_1));
  }
}
