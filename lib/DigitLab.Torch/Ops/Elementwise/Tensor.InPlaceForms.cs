namespace TorchSharp;

public static partial class torch
{
    /// <summary>In-place forms: the operation of the name without the underscore, its result in this tensor.</summary>
    public partial class Tensor
    {
        public Tensor absolute_() => InPlace.Replace(this, "absolute_", x => x.absolute());

        public Tensor acos_() => InPlace.Replace(this, "acos_", x => x.acos());

        public Tensor acosh_() => InPlace.Replace(this, "acosh_", x => x.acosh());

        public Tensor arccos_() => InPlace.Replace(this, "arccos_", x => x.arccos());

        public Tensor arccosh_() => InPlace.Replace(this, "arccosh_", x => x.arccosh());

        public Tensor arcsin_() => InPlace.Replace(this, "arcsin_", x => x.arcsin());

        public Tensor arcsinh_() => InPlace.Replace(this, "arcsinh_", x => x.arcsinh());

        public Tensor arctan2_(Tensor other) => InPlace.Replace(this, "arctan2_", x => x.arctan2(other));

        public Tensor arctan_() => InPlace.Replace(this, "arctan_", x => x.arctan());

        public Tensor arctanh_() => InPlace.Replace(this, "arctanh_", x => x.arctanh());

        public Tensor asin_() => InPlace.Replace(this, "asin_", x => x.asin());

        public Tensor asinh_() => InPlace.Replace(this, "asinh_", x => x.asinh());

        public Tensor atan2_(Tensor other) => InPlace.Replace(this, "atan2_", x => x.atan2(other));

        public Tensor atan_() => InPlace.Replace(this, "atan_", x => x.atan());

        public Tensor atanh_() => InPlace.Replace(this, "atanh_", x => x.atanh());

        public Tensor bitwise_left_shift_(Tensor other) =>
            InPlace.Replace(this, "bitwise_left_shift_", x => x.bitwise_left_shift(other));

        public Tensor bitwise_right_shift_(Tensor other) =>
            InPlace.Replace(this, "bitwise_right_shift_", x => x.bitwise_right_shift(other));

        public Tensor ceil_() => InPlace.Replace(this, "ceil_", x => x.ceil());

        public Tensor celu_() => InPlace.Replace(this, "celu_", x => x.celu());

        public Tensor celu_(Scalar alpha) => InPlace.Replace(this, "celu_", x => x.celu(alpha));

        public Tensor copysign_(Tensor other) => InPlace.Replace(this, "copysign_", x => x.copysign(other));

        public Tensor cos_() => InPlace.Replace(this, "cos_", x => x.cos());

        public Tensor cosh_() => InPlace.Replace(this, "cosh_", x => x.cosh());

        public Tensor deg2rad_() => InPlace.Replace(this, "deg2rad_", x => x.deg2rad());

        public Tensor digamma_() => InPlace.Replace(this, "digamma_", x => x.digamma());

        public Tensor elu_(double alpha = 1) => nn.functional.elu(this, alpha, inplace: true);

        public Tensor eq_(Scalar target) => InPlace.Replace(this, "eq_", x => x.eq(target));

        public Tensor eq_(Tensor target) => InPlace.Replace(this, "eq_", x => x.eq(target));

        public Tensor erf_() => InPlace.Replace(this, "erf_", x => x.erf());

        public Tensor erfc_() => InPlace.Replace(this, "erfc_", x => x.erfc());

        public Tensor erfinv_() => InPlace.Replace(this, "erfinv_", x => x.erfinv());

        public Tensor exp2_() => InPlace.Replace(this, "exp2_", x => x.exp2());

        public Tensor expm1_() => InPlace.Replace(this, "expm1_", x => x.expm1());

        public Tensor fix_() => InPlace.Replace(this, "fix_", x => x.fix());

        public Tensor float_power_(Tensor target) => InPlace.Replace(this, "float_power_", x => x.float_power(target));

        public Tensor frac_() => InPlace.Replace(this, "frac_", x => x.frac());

        public Tensor gcd_(Tensor other) => InPlace.Replace(this, "gcd_", x => x.gcd(other));

        public Tensor ge_(Scalar target) => InPlace.Replace(this, "ge_", x => x.ge(target));

        public Tensor ge_(Tensor target) => InPlace.Replace(this, "ge_", x => x.ge(target));

        public Tensor gelu_() => nn.functional.gelu(this, inplace: true);

        public Tensor gelu_(Modules.GELU.Approximate approximate) =>
            nn.functional.gelu(this, approximate, inplace: true);

        public Tensor gt_(Scalar target) => InPlace.Replace(this, "gt_", x => x.gt(target));

        public Tensor gt_(Tensor target) => InPlace.Replace(this, "gt_", x => x.gt(target));

        public Tensor hardsigmoid_() => InPlace.Replace(this, "hardsigmoid_", x => x.hardsigmoid());

        public Tensor hardswish_() => InPlace.Replace(this, "hardswish_", x => x.hardswish());

        public Tensor hardtanh_(Scalar min, Scalar max) =>
            InPlace.Replace(this, "hardtanh_", x => x.hardtanh(min, max));

        public Tensor heaviside_(Tensor other) => InPlace.Replace(this, "heaviside_", x => x.heaviside(other));

        public Tensor lcm_(Tensor other) => InPlace.Replace(this, "lcm_", x => x.lcm(other));

        public Tensor ldexp_(Tensor other) => InPlace.Replace(this, "ldexp_", x => x.ldexp(other));

        public Tensor le_(Scalar target) => InPlace.Replace(this, "le_", x => x.le(target));

        public Tensor le_(Tensor target) => InPlace.Replace(this, "le_", x => x.le(target));

        public Tensor leaky_relu_(Scalar negative_slope) =>
            nn.functional.leaky_relu(this, negative_slope.Double, inplace: true);

        public Tensor less_equal_(Tensor target) => InPlace.Replace(this, "less_equal_", x => x.less_equal(target));

        public Tensor lgamma_() => InPlace.Replace(this, "lgamma_", x => x.lgamma());

        public Tensor log10_() => InPlace.Replace(this, "log10_", x => x.log10());

        public Tensor log1p_() => InPlace.Replace(this, "log1p_", x => x.log1p());

        public Tensor log2_() => InPlace.Replace(this, "log2_", x => x.log2());

        public Tensor logical_and_(Tensor other) => InPlace.Replace(this, "logical_and_", x => x.logical_and(other));

        public Tensor logical_not_() => InPlace.Replace(this, "logical_not_", x => x.logical_not());

        public Tensor logical_or_(Tensor other) => InPlace.Replace(this, "logical_or_", x => x.logical_or(other));

        public Tensor logical_xor_(Tensor other) => InPlace.Replace(this, "logical_xor_", x => x.logical_xor(other));

        public Tensor logit_(double? eps = null) => InPlace.Replace(this, "logit_", x => x.logit(eps));

        public Tensor lt_(Scalar target) => InPlace.Replace(this, "lt_", x => x.lt(target));

        public Tensor lt_(Tensor target) => InPlace.Replace(this, "lt_", x => x.lt(target));

        public Tensor nan_to_num_(double nan = 0, double? posinf = null, double? neginf = null) =>
            InPlace.Replace(this, "nan_to_num_", x => x.nan_to_num(nan, posinf, neginf));

        public Tensor ne_(Scalar target) => InPlace.Replace(this, "ne_", x => x.ne(target));

        public Tensor ne_(Tensor target) => InPlace.Replace(this, "ne_", x => x.ne(target));

        public Tensor not_equal_(Tensor target) => InPlace.Replace(this, "not_equal_", x => x.not_equal(target));

        public Tensor pow_(Tensor exponent) => InPlace.Replace(this, "pow_", x => x.pow(exponent));

        public Tensor rad2deg_() => InPlace.Replace(this, "rad2deg_", x => x.rad2deg());

        public Tensor relu6_() => InPlace.Replace(this, "relu6_", x => x.relu6());

        public Tensor rsqrt_() => InPlace.Replace(this, "rsqrt_", x => x.rsqrt());

        public Tensor selu_() => InPlace.Replace(this, "selu_", x => x.selu());

        public Tensor sgn_() => InPlace.Replace(this, "sgn_", x => x.sgn());

        public Tensor sign_() => InPlace.Replace(this, "sign_", x => x.sign());

        public Tensor silu_() => nn.functional.silu(this, inplace: true);

        public Tensor sin_() => InPlace.Replace(this, "sin_", x => x.sin());

        public Tensor sinc_() => InPlace.Replace(this, "sinc_", x => x.sinc());

        public Tensor sinh_() => InPlace.Replace(this, "sinh_", x => x.sinh());

        public Tensor tan_() => InPlace.Replace(this, "tan_", x => x.tan());

        public Tensor true_divide_(Scalar other) => InPlace.Replace(this, "true_divide_", x => x.true_divide(other));

        public Tensor true_divide_(Tensor other) => InPlace.Replace(this, "true_divide_", x => x.true_divide(other));

        public Tensor trunc_() => InPlace.Replace(this, "trunc_", x => x.trunc());

        public Tensor xlogy_(Scalar y) => InPlace.Replace(this, "xlogy_", x => x.xlogy(y));

        public Tensor xlogy_(Tensor y) => InPlace.Replace(this, "xlogy_", x => x.xlogy(y));
    }
}
