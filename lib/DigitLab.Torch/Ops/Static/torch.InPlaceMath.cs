namespace TorchSharp;

/// <summary>Static forms of the tensor's methods: functions of each element, in place.</summary>
public static partial class torch
{
    public static Tensor abs_(Tensor input) => input.abs_();

    public static Tensor absolute_(Tensor input) => input.absolute_();

    public static Tensor acos_(Tensor input) => input.acos_();

    public static Tensor acosh_(Tensor input) => input.acosh_();

    public static Tensor add_(Tensor left, Scalar right) => left.add_(right);

    public static Tensor add_(Tensor left, Scalar right, Scalar alpha) => left.add_(right, alpha);

    public static Tensor add_(Tensor left, Tensor right) => left.add_(right);

    public static Tensor add_(Tensor left, Tensor right, Scalar alpha) => left.add_(right, alpha);

    public static Tensor arccos_(Tensor input) => input.arccos_();

    public static Tensor arccosh_(Tensor input) => input.arccosh_();

    public static Tensor arcsin_(Tensor input) => input.arcsin_();

    public static Tensor arcsinh_(Tensor input) => input.arcsinh_();

    public static Tensor arctan2_(Tensor input, Tensor other) => input.arctan2_(other);

    public static Tensor arctan_(Tensor input) => input.arctan_();

    public static Tensor arctanh_(Tensor input) => input.arctanh_();

    public static Tensor asin_(Tensor input) => input.asin_();

    public static Tensor asinh_(Tensor input) => input.asinh_();

    public static Tensor atan2_(Tensor input, Tensor other) => input.atan2_(other);

    public static Tensor atan_(Tensor input) => input.atan_();

    public static Tensor atanh_(Tensor input) => input.atanh_();

    public static Tensor ceil_(Tensor input) => input.ceil_();

    public static Tensor clamp_(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp_(min, max);

    public static Tensor clamp_(Tensor input, Tensor? min = null, Tensor? max = null) => input.clamp_(min, max);

    public static Tensor clamp_max_(Tensor input, Scalar max) => input.clamp_max_(max);

    public static Tensor clamp_min_(Tensor input, Scalar min) => input.clamp_min_(min);

    public static Tensor copysign_(Tensor input, Tensor other) => input.copysign_(other);

    public static Tensor cos_(Tensor input) => input.cos_();

    public static Tensor cosh_(Tensor input) => input.cosh_();

    public static Tensor deg2rad_(Tensor input) => input.deg2rad_();

    public static Tensor digamma_(Tensor input) => input.digamma_();

    public static Tensor div_(Tensor left, Scalar right, RoundingMode rounding_mode = RoundingMode.None) =>
        left.div_(right, rounding_mode);

    public static Tensor div_(Tensor left, Tensor right, RoundingMode rounding_mode = RoundingMode.None) =>
        left.div_(right, rounding_mode);

    public static Tensor divide_(Tensor left, Tensor right, RoundingMode rounding_mode = RoundingMode.None) =>
        left.divide_(right, rounding_mode);

    public static Tensor erf_(Tensor input) => input.erf_();

    public static Tensor erfc_(Tensor input) => input.erfc_();

    public static Tensor erfinv_(Tensor input) => input.erfinv_();

    public static Tensor exp2_(Tensor input) => input.exp2_();

    public static Tensor exp_(Tensor input) => input.exp_();

    public static Tensor expm1_(Tensor input) => input.expm1_();

    public static Tensor fix_(Tensor input) => input.fix_();

    public static Tensor float_power_(Tensor input, Tensor target) => input.float_power_(target);

    public static Tensor floor_(Tensor input) => input.floor_();

    public static Tensor floor_divide_(Tensor input, Tensor other) => input.floor_divide_(other);

    public static Tensor fmod_(Tensor left, Scalar right) => left.fmod_(right);

    public static Tensor fmod_(Tensor left, Tensor right) => left.fmod_(right);

    public static Tensor frac_(Tensor input) => input.frac_();

    public static Tensor gcd_(Tensor left, Tensor right) => left.gcd_(right);

    public static Tensor heaviside_(Tensor input, Tensor values) => input.heaviside_(values);

    public static Tensor index_add_(Tensor input, long dim, Tensor index, Tensor source, Scalar alpha) =>
        input.index_add_(dim, index, source, alpha);

    public static Tensor index_copy_(Tensor input, long dim, Tensor index, Tensor source) =>
        input.index_copy_(dim, index, source);

    public static Tensor index_fill_(Tensor input, long dim, Tensor index, Scalar value) =>
        input.index_fill_(dim, index, value);

    public static Tensor lcm_(Tensor input, Tensor other) => input.lcm_(other);

    public static Tensor ldexp_(Tensor input, Tensor other) => input.ldexp_(other);

    public static Tensor lgamma_(Tensor input) => input.lgamma_();

    public static Tensor log10_(Tensor input) => input.log10_();

    public static Tensor log1p_(Tensor input) => input.log1p_();

    public static Tensor log2_(Tensor input) => input.log2_();

    public static Tensor log_(Tensor input) => input.log_();

    public static Tensor logit_(Tensor input, double? eps = null) => input.logit_(eps);

    public static Tensor mul_(Tensor left, Scalar right) => left.mul_(right);

    public static Tensor mul_(Tensor left, Tensor right) => left.mul_(right);

    public static Tensor nan_to_num_(Tensor input, double nan = 0, double? posinf = null, double? neginf = null) =>
        input.nan_to_num_(nan, posinf, neginf);

    public static Tensor neg_(Tensor input) => input.neg_();

    public static Tensor pow_(Tensor left, Scalar exponent) => left.pow_(exponent);

    public static Tensor pow_(Tensor left, Tensor exponent) => left.pow_(exponent);

    public static Tensor rad2deg_(Tensor input) => input.rad2deg_();

    public static Tensor reciprocal_(Tensor input) => input.reciprocal_();

    public static Tensor remainder_(Tensor left, Scalar right) => left.remainder_(right);

    public static Tensor remainder_(Tensor left, Tensor right) => left.remainder_(right);

    public static Tensor round_(Tensor input, long decimals = 0) => input.round_(decimals);

    public static Tensor rsqrt_(Tensor input) => input.rsqrt_();

    public static Tensor sgn_(Tensor input) => input.sgn_();

    public static Tensor sigmoid_(Tensor input) => input.sigmoid_();

    public static Tensor sign_(Tensor input) => input.sign_();

    public static Tensor sin_(Tensor input) => input.sin_();

    public static Tensor sinc_(Tensor input) => input.sinc_();

    public static Tensor sinh_(Tensor input) => input.sinh_();

    public static Tensor sqrt_(Tensor input) => input.sqrt_();

    public static Tensor sub_(Tensor left, Scalar right) => left.sub_(right);

    public static Tensor sub_(Tensor left, Tensor right) => left.sub_(right);

    public static Tensor subtract_(Tensor left, Scalar right) => left.subtract_(right);

    public static Tensor subtract_(Tensor left, Tensor right) => left.subtract_(right);

    public static Tensor tan_(Tensor input) => input.tan_();

    public static Tensor tanh_(Tensor input) => input.tanh_();

    public static Tensor true_divide_(Tensor dividend, Tensor divisor) => dividend.true_divide_(divisor);

    public static Tensor trunc_(Tensor input) => input.trunc_();

    public static Tensor xlogy_(Tensor x, Scalar y) => x.xlogy_(y);

    public static Tensor xlogy_(Tensor x, Tensor y) => x.xlogy_(y);
}
