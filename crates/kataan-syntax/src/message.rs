//! The table of errors: every code with its message.
//!
//! `{}` in a message stands for what was found or named, as the place that reports it says.

macro_rules! errors {
    ($($code:ident = $message:literal,)*) => {
        /// Every error that a text can have.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $(#[doc = $message] $code,)*
        }

        impl ErrorCode {
            /// The message, with `{}` for each argument.
            pub const fn template(self) -> &'static str {
                match self {
                    $(ErrorCode::$code => $message,)*
                }
            }
        }
    };
}

errors! {
    UnexpectedToken = "unexpected {}",
    Expected = "expected {}, found {}",
    TooMuchRecursion = "the program nests too deeply",
}
