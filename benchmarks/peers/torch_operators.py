"""Prints the operators that a TorchScript program may name: torchscript-operators.txt of lifecycle-djl.

Reads the schemas of the installed torch, 2.7.1. A line is + or -, then the operator. Operators of
aten and prim are listed; all of the other namespaces are refused. An operator is allowed if it only
computes: it neither touches files, the process, other processes or global settings, nor is it an
entry for one backend, for gradients or for the internals of another operator, whose arguments are
checked less, nor does it take indices or lengths that libtorch does not check. Warnings are allowed: the functions of torch.nn.functional give them.
"""
import re

import torch

# What touches files, the output, other threads or processes, or settings of the process.
EFFECTS = {
    "from_file", "save", "wait", "seed", "initial_seed", "manual_seed", "set_grad_enabled", "hash",
    "is_owner", "owner", "owner_name", "confirmed_by_owner", "local_value", "to_here",
    "record_stream", "pin_memory", "is_pinned", "has_torch_function", "Generator",
}

# What replaces the memory of a tensor, or records and walks gradients.
MEMORY_AND_GRADIENTS = {
    "set_data", "backward", "get_gradients", "grad", "requires_grad_", "retain_grad",
    "retains_grad", "output_nr", "set", "set_", "Delete",
}

# What takes indices, lengths or a layout that libtorch does not check: a wrong one ends the process
# or never ends.
UNCHECKED = {
    "as_strided_", "ccol_indices", "col_indices", "crow_indices", "ctc_loss", "embedding_bag",
    "linalg_ldl_solve", "resize", "resize_", "resize_as", "resize_as_", "row_indices",
    "segment_reduce", "slice_inverse", "sparse_bsc_tensor", "sparse_bsr_tensor",
    "sparse_compressed_tensor", "sparse_coo_tensor", "sparse_csc_tensor", "sparse_csr_tensor",
}

BACKENDS = re.compile(
    r"(cudnn|miopen|mkldnn|mps|fbgemm|quantized|native|slow|thnn)_.*|.*_to_mkldnn.*|to_mkldnn.*"
    r"|.*_backward(_.*)?|.*_jvp|batch_norm_(stats|elemt|gather|update|backward).*|.*overrideable"
    r"|is_vulkan_available|sym_.*|.*_mps|q_.*|int_repr|qscheme|.*quantize.*|choose_qparams.*"
    r"|.*observe.*|fused_.*|sparse_resize.*|resize_as_sparse.*|copy_sparse_to_sparse.*")

# Operators of aten with a leading underscore that programs of torch.nn and of tracing name.
UNDERSCORED = """
__and__ __contains__ __derive_index __getitem__ __iand__ __ilshift__ __interpolate __ior__
__irshift__ __is__ __isnot__ __ixor__ __lshift__ __not__ __or__ __range_length
__round_to_zero_floordiv __rshift__ __upsample __upsample_bilinear __upsample_nearest __xor__
_adaptive_avg_pool2d _adaptive_avg_pool3d _aminmax _cast_Byte _cast_Char _cast_Double _cast_Float
_cast_Half _cast_Int _cast_Long _cast_Short _convolution _convolution_mode _dim_arange
_infer_size _is_all_true _is_any_true _list_to_tensor _log_softmax _native_multi_head_attention
_nested_tensor_from_mask _nested_tensor_from_mask_left_aligned _no_grad_embedding_renorm_
_pad_circular _pad_enum _set_item _shape_as_tensor
_softmax _stack _tensor_to_list _transformer_encoder_layer_fwd _unique _unique2 _unwrap_optional
_upsample_bicubic2d_aa _upsample_bilinear2d_aa _upsample_nearest_exact1d _upsample_nearest_exact2d
_upsample_nearest_exact3d _weight_norm
""".split()

PRIM = """
NumToTensor RaiseException StringIndex abs data device dtype is_cpu is_cuda is_meta is_mkldnn
is_nested is_quantized is_sparse is_sparse_csr itemsize layout max min name nbytes rangelist
requires_grad tolist type
""".split()


def allowed(space, name):
    if space == "prim":
        return name in PRIM
    if name.startswith("_"):
        return name in UNDERSCORED
    return name not in EFFECTS | MEMORY_AND_GRADIENTS | UNCHECKED and not BACKENDS.fullmatch(name)


names = {schema.name for schema in torch._C._jit_get_all_schemas()}
known = sorted(name for name in names if name.startswith(("aten::", "prim::")))
expected = {"aten::" + name for name in UNDERSCORED} | {"prim::" + name for name in PRIM}
expected |= {"aten::" + name for name in EFFECTS | MEMORY_AND_GRADIENTS | UNCHECKED}
assert expected <= names, expected - names
print("# torch", torch.__version__.split("+")[0])
for name in known:
    print(("+" if allowed(*name.split("::")) else "-") + name)
