import type { ThemeConfig } from 'antd'

/** Paper and ink: the house's tokens, with antd's weak contrasts set right. */
export const ink = '#1f2329', ground = '#f6f5f2', rule = '#e3e0d8', accent = '#1f4e79', seal = '#b3261e', quiet = '#5b616b'

export const theme: ThemeConfig = {
  hashed: false,
  token: {
    // Where the style sheet stops all motion for those who ask for none, a window that fades would wait for its end for ever.
    motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    colorPrimary: accent, colorInfo: accent, colorError: seal, colorWarning: '#8f5600', colorSuccess: '#2e7d32', colorLink: accent,
    // Worked out from so dark an accent, the ground of what is only said would be slate.
    colorInfoBg: '#eef2f7', colorInfoBorder: '#c4d2e0',
    colorText: ink, colorTextSecondary: '#454b54', colorTextTertiary: quiet, colorTextDescription: quiet, colorTextPlaceholder: '#6b7280', colorTextDisabled: '#6b7280',
    colorBgLayout: ground, colorBorder: '#b9b4a8', colorBorderSecondary: rule, borderRadius: 4, borderRadiusLG: 4, borderRadiusSM: 4,
    fontFamily: `'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', 'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif`, fontSize: 14, lineHeight: 1.6,
    motionDurationFast: '0.08s', motionDurationMid: '0.1s', motionDurationSlow: '0.14s', boxShadow: 'none', boxShadowTertiary: 'none',
  },
  components: { Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' }, Table: { headerBg: '#faf9f6', cellPaddingBlockSM: 6 }, Layout: { headerBg: '#ffffff', bodyBg: ground, siderBg: '#ffffff' }, Tag: { defaultBg: '#f1efe9' } },
}
